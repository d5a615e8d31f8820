import { continuationOf, type Continuation } from '#lib/completion/continuation.ts';
import { ANSWERS, ELEMENT_IDS, ELEMENTS, type ElementId, type Thing } from '#lib/law/copy.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import { greedy } from '#lib/release/greedy.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';
import type { CopyStart, Which } from './start.ts';
import { answerOf, formatState, parseState, withAnswer, type Answered, type State } from './state.ts';

/** What a model made of the passage: as it was recorded, or in the reader's browser. */
export interface Run {
  told: Continuation;
  origin: 'recorded' | 'live, writing' | 'live, stopped' | 'live';
}

/** The demo at work: a thing, the reader's answers, and a model asked for the passage. */
export class Session {
  readonly start: CopyStart;
  readonly lm: LanguageModel;
  readonly #known: readonly string[];

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** The element that was answered last: its sources are open where there is little room. */
  last = $state<ElementId | null>(null);
  /** The model that is being asked; none where null. */
  asking = $state<Which | null>(null);
  /** What the last press came to. */
  outcome = $state('');
  /** Why the last press came to nothing. */
  trouble = $state<string | null>(null);

  #runs = $state.raw<Readonly<Partial<Record<Which, Run>>>>({});
  #asked: Which | null = null;
  #turn = 0;

  /** @param lm what answers; for tests */
  constructor(start: CopyStart, lm = new LanguageModel()) {
    this.start = start;
    this.lm = lm;
    this.#known = start.things.map(({ id }) => id);
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(() => this.fragment === formatState(this.#usual, this.#known));

  thing = $derived.by((): Thing => this.start.things.find(({ id }) => id === this.settings.thing)!);
  /** The reader's answer to each element of the thing; null where there is none yet. */
  answers = $derived.by(
    () =>
      Object.fromEntries(ELEMENT_IDS.map((id) => [id, answerOf(this.settings, this.thing.id, id)])) as Record<
        ElementId,
        Answered | null
      >
  );
  /** Whether the reader has answered every element of the thing. */
  done = $derived.by(() => ELEMENT_IDS.every((id) => this.answers[id] !== null));

  /** What a screen reader is told of the last answer; empty before. */
  news = $derived.by(() => {
    if (!this.last || !this.answers[this.last]) return '';
    const { answer, says } = this.thing[this.last];
    const one = `${ELEMENTS[this.last]}: ${ANSWERS[answer]}, ${says}.`;
    return this.done ? `${one} ${this.thing.so.says}` : one;
  });

  /** What the thing's model made of the passage; null for a thing that is no model. */
  run = $derived.by((): Run | null => {
    const { model } = this.thing;
    return model ? (this.#runs[model] ?? { told: this.start.told[model], origin: 'recorded' }) : null;
  });

  /** How far the download is; null while there is none. */
  loading = $derived.by(() => loadingOf([this.lm]));

  /** Bytes that asking a model takes from the network now. */
  cost = (which: Which): number => costOf([this.start.models[which]], [this.lm]);

  /** Shows another thing. A model that is being asked is stopped. */
  choose(thing: string): void {
    this.#leave();
    this.settings = { ...this.settings, thing };
  }

  /** Takes the reader's answer to one element of the thing. */
  answer(element: ElementId, answer: Answered): void {
    this.settings = withAnswer(this.settings, element, answer);
    this.last = element;
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.#leave();
    this.settings = state;
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; answers and what ran are forgotten. */
  reset(): void {
    this.#leave();
    this.settings = this.#usual;
    this.complaints = [];
    this.#runs = {};
  }

  /** Has a model continue the passage in the reader's browser. Whatever goes wrong is said in `trouble`. */
  async ask(which: Which): Promise<void> {
    if (!live.ready || this.asking) return;
    const turn = ++this.#turn;
    const model = this.start.models[which];
    const { ids, truth } = this.start;
    this.#asked = this.asking = which;
    this.outcome = '';
    this.trouble = null;
    const written: number[] = [];
    const texts = [''];
    const note = (origin: Run['origin'], ended = false) => {
      this.#runs = {
        ...this.#runs,
        [which]: { told: continuationOf(written, truth, (n) => texts[n]!, ended), origin }
      };
    };
    try {
      await this.lm.load(model);
      if (turn !== this.#turn) return;
      const decoding = greedy(truth.length);
      const [completion] = await this.lm.complete({ ids, decoding }, (_, { id }, text) => {
        if (turn !== this.#turn) return;
        written.push(id);
        texts.push(text);
        note('live, writing');
      });
      if (turn !== this.#turn) return;
      const { stopped, text } = completion!;
      texts[written.length] = text;
      note(stopped === 'user' ? 'live, stopped' : 'live', stopped === 'eos');
      this.outcome = stopped === 'user' ? 'Stopped.' : this.#compare(which);
    } catch (error) {
      if (turn !== this.#turn) return;
      if (isAborted(error)) this.outcome = 'Loading was stopped.';
      else this.trouble = why(error);
    } finally {
      if (turn === this.#turn) this.asking = null;
    }
  }

  /** Asks once more what failed. */
  again(): void {
    if (this.#asked) void this.ask(this.#asked);
  }

  /** Ends the run, or the download that it waits for. What was written stays. */
  stop(): void {
    if (this.lm.status === 'loading') {
      this.#turn++;
      this.asking = null;
      this.lm.cancelLoad();
      this.outcome = 'Loading was stopped.';
    } else this.lm.stop();
  }

  dispose(): void {
    this.#turn++;
    this.lm.dispose();
  }

  /** Leaves the thing that is shown: nothing of a run that is not over is kept. */
  #leave(): void {
    if (this.asking) {
      this.#turn++;
      if (this.lm.status === 'loading') this.lm.cancelLoad();
      else this.lm.stop();
      const runs = { ...this.#runs };
      delete runs[this.asking];
      this.#runs = runs;
      this.asking = null;
    }
    this.outcome = '';
    this.trouble = null;
    this.last = null;
  }

  /** Whether a run that has ended agrees with the record. */
  #compare(which: Which): string {
    const [run, recorded] = [this.#runs[which]!.told, this.start.told[which]];
    return asRecorded(run.text === recorded.text && run.ended === recorded.ended);
  }
}
