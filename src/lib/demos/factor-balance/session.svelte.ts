import type { Law, Use } from '#lib/law/cases.ts';
import { usesOf, type Factors } from '#lib/law/factors.ts';
import { argue, sayChange } from './balance.ts';
import {
  formatState,
  initialState,
  parseState,
  realState,
  START,
  type BalanceState,
  type Known
} from './state.ts';

/** The balance at work: a real case, its facts as the reader has set them, and what is argued from those. */
export class Session {
  readonly factors: Factors;
  readonly uses: readonly Use[];
  readonly #known: Known;

  settings = $state.raw() as BalanceState;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** The one fact to change where there is room for one: that which the link changes, else the usual one. */
  lead = $state<string>(START.fact);

  constructor(law: Law, factors: Factors) {
    this.factors = factors;
    this.uses = usesOf(law);
    this.#known = { uses: this.uses, facts: factors.facts };
    this.settings = initialState(this.#known);
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(() => this.fragment === formatState(initialState(this.#known), this.#known));

  base = $derived.by(() => this.uses.find((use) => use.id === this.settings.base)!);
  /** The facts that are not as in the real case. */
  changed = $derived.by(() => this.factors.facts.filter(({ id }) => this.isChanged(id)));
  argued = $derived.by(() => argue(this.factors, this.uses, this.settings.facts, this.base.facts));
  /** What the changes have done, in sentences. */
  change = $derived.by(() =>
    sayChange(
      this.argued,
      this.changed.map(({ short }) => short)
    )
  );

  /** Whether a fact is not as in the real case. */
  isChanged(fact: string): boolean {
    return this.settings.facts[fact] !== this.base.facts[fact];
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const parsed = parseState(fragment, this.#known);
    this.settings = parsed.state;
    this.complaints = parsed.complaints;
    this.lead = this.changed[0]?.id ?? START.fact;
  }

  /** Takes everything back to where it began. */
  reset(): void {
    this.settings = initialState(this.#known);
    this.complaints = [];
  }

  /** Begins with another real case, on its own facts. */
  begin(use: string): void {
    this.settings = realState(this.#known, use);
  }

  /** Takes back every change of the case's facts. */
  restore(): void {
    this.begin(this.settings.base);
  }

  /** Sets a fact; the empty text leaves it open. */
  choose(fact: string, option: string): void {
    const facts: Record<string, string> = { ...this.settings.facts };
    if (option) facts[fact] = option;
    else delete facts[fact];
    this.settings = { base: this.settings.base, facts };
  }
}
