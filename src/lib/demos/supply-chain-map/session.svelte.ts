import type { Stage, SupplyChain } from './stages.ts';
import { formatState, parseState } from './state.ts';

/** The map at work: which stage is shown. */
export class Session {
  readonly chain: SupplyChain;
  readonly ids: readonly string[];
  /** Training: the stage that most of the dispute is about. */
  readonly usual: string;

  chosen = $state('');
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** Whether the reader has chosen: then what is said of the stage stays in sight while the map is. */
  chose = $state(false);

  constructor(chain: SupplyChain) {
    this.chain = chain;
    this.ids = chain.stages.map(({ id }) => id);
    this.usual = this.ids.includes('training') ? 'training' : this.ids[0]!;
    this.chosen = this.usual;
  }

  fragment = $derived.by(() => formatState({ stage: this.chosen }, this.ids, this.usual));
  stage = $derived.by((): Stage => this.chain.stages.find(({ id }) => id === this.chosen)!);
  /** The stages whose results come to the chosen one, itself among them where they go round. */
  from = $derived.by(() =>
    this.chain.stages.filter(({ next }) => next.includes(this.chosen)).map(({ id }) => id)
  );

  /** Whether the results of the chosen stage go to this other one. */
  leadsTo(stage: string): boolean {
    return stage !== this.chosen && this.stage.next.includes(stage);
  }

  /** A stage as it is named in a sentence: its term, and its number on the map. */
  termOf(stage: string): string {
    const at = this.ids.indexOf(stage);
    return `${this.chain.stages[at]!.term} (${at + 1})`;
  }

  /** Shows another stage. */
  choose(stage: string): void {
    this.chosen = stage;
    this.chose = true;
  }

  /** Takes the stage from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.ids, this.usual);
    this.chosen = state.stage;
    this.complaints = complaints;
  }

  /** Takes the map back to where it began. */
  reset(): void {
    this.chosen = this.usual;
    this.complaints = [];
    this.chose = false;
  }
}
