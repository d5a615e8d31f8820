import { FILTERS, happenings, passes, type Happening, type Law } from '#lib/law/cases.ts';
import { middle } from '#lib/law/dates.ts';
import { isOf, isOnAxis } from './layout.ts';
import { DEFAULTS, formatState, parseState, type TimelineState } from './state.ts';

/** The timeline at work: which events are shown, and which one of them is read. */
export class Session {
  readonly all: readonly Happening[];
  readonly #ids: readonly string[];

  settings = $state({ ...DEFAULTS }) as TimelineState;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** Whether the reader has chosen an event: then its card stays in sight. */
  chose = $state(false);

  constructor(law: Law) {
    this.all = happenings(law);
    this.#ids = this.all.map(({ event }) => event.id);
  }

  fragment = $derived.by(() => formatState(this.settings, this.#ids));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(() => this.fragment === formatState(DEFAULTS, this.#ids));

  /** The events of the chosen years and topic, the earliest first. */
  shown = $derived.by(() =>
    this.all.filter((one) => isOf(this.settings.part, one) && passes(this.settings.filter, one))
  );
  onAxis = $derived.by(() => this.shown.filter((one) => isOnAxis(this.settings.part, one)));
  beforeAxis = $derived.by(() => this.shown.filter((one) => !isOnAxis(this.settings.part, one)));
  /** The event whose card is open: none that is not shown. */
  open = $derived.by(() => this.shown.find(({ event }) => event.id === this.settings.event) ?? null);
  /** The event that Tab leads to: the chosen one, else the first. */
  entry = $derived.by(
    () => (this.onAxis.find(({ event }) => event.id === this.settings.event) ?? this.onAxis[0])?.event.id
  );
  /** What is shown one at a time: the open event, else the one nearest to it in time. */
  current = $derived.by((): Happening | undefined => {
    if (this.open) return this.open;
    const chosen = this.all.find(({ event }) => event.id === (this.settings.event ?? DEFAULTS.event));
    const distance = ({ event }: Happening) =>
      Math.abs(middle(event.date) - middle(chosen?.event.date ?? event.date));
    return this.shown.toSorted((a, b) => distance(a) - distance(b))[0];
  });
  /** Its position among the events shown, from 0. */
  at = $derived.by(() => (this.current ? this.shown.indexOf(this.current) : -1));

  /** How many events are shown, in a sentence. */
  count = $derived.by(() => {
    const what = this.settings.part === 'precedents' ? 'precedent' : 'event';
    const { length } = this.shown;
    if (length === 0)
      return `No ${what} here comes under “${FILTERS[this.settings.filter]}”. Choose other years, or show everything.`;
    return `${length} ${length === 1 ? 'event is' : 'events are'} shown.`;
  });

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const parsed = parseState(fragment, this.#ids);
    this.settings = parsed.state;
    this.complaints = parsed.complaints;
  }

  /** Takes everything back to where it began. */
  reset(): void {
    this.settings = { ...DEFAULTS };
    this.complaints = [];
    this.chose = false;
  }

  /** Opens the card of an event. */
  choose(event: string): void {
    this.settings.event = event;
    this.chose = true;
  }

  /** Closes the card; returns the event it was of. */
  close(): string | null {
    const closed = this.settings.event;
    this.settings.event = null;
    return closed;
  }

  /** The event that a key leads to from the one that Tab leads to; none where the key leads nowhere. */
  reachedBy(key: string): string | undefined {
    const last = this.onAxis.length - 1;
    const at = this.onAxis.findIndex(({ event }) => event.id === this.entry);
    const to: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last
    };
    return Object.hasOwn(to, key) ? this.onAxis[Math.max(0, Math.min(to[key]!, last))]?.event.id : undefined;
  }

  /** Goes to the event so many further on among those shown; not past the first or the last. */
  go(by: number): void {
    const next = this.shown[this.at + by];
    if (next) this.choose(next.event.id);
  }
}
