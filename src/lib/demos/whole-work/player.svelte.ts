/** Tokens a second at which what was recorded is shown, by how often the reader asked for faster. */
export const SPEEDS = [80, 320, 1280] as const;

/** Milliseconds between two updates: fast enough to look like growing. */
const TICK = 50;

/**
 * Shows a list that may still be growing, bit by bit. What comes while it is paused waits; a live run comes as fast as the
 * model writes.
 */
export class Player {
  /** All that there is so far. */
  known = $state.raw<readonly number[]>([]);
  /** Whether no more will come. */
  complete = $state(true);
  /** How many are shown. */
  shown = $state(0);
  playing = $state(false);
  /** Which of `SPEEDS`; past the last, everything that there is. */
  speed = $state(0);

  #timer: ReturnType<typeof setInterval> | undefined;
  #last = 0;

  /** Whether all that will come is shown. */
  done = $derived.by(() => this.complete && this.shown === this.known.length);

  /** Takes up another list, whole at once. */
  show(known: readonly number[]): void {
    this.pause();
    this.known = known;
    this.complete = true;
    this.shown = known.length;
  }

  /** Takes up a list that is still to grow, and shows what comes as it comes. */
  begin(): void {
    this.show([]);
    this.complete = false;
    this.speed = SPEEDS.length;
    this.play();
  }

  /** Begins again where all is shown, else goes on. */
  play(): void {
    if (this.done) this.shown = this.speed = 0;
    this.playing = true;
    this.#last = Date.now();
    this.#timer ??= setInterval(() => this.#tick(), TICK);
    if (this.speed >= SPEEDS.length) this.#tick();
  }

  /** Adds to a list that is growing. */
  add(ids: readonly number[]): void {
    this.known = [...this.known, ...ids];
  }

  /** Shows faster. */
  faster(): void {
    if (this.speed < SPEEDS.length - 1) this.speed++;
  }

  /** Shows all that there is, and what comes as it comes. */
  toEnd(): void {
    if (this.done) return;
    this.speed = SPEEDS.length;
    this.play();
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.playing = false;
  }

  #tick(): void {
    const now = Date.now();
    const rate = SPEEDS[this.speed];
    const more = rate === undefined ? this.known.length : Math.round(((now - this.#last) / 1000) * rate);
    this.#last = now;
    this.shown = Math.min(this.known.length, this.shown + Math.max(1, more));
    if (this.done) this.pause();
  }
}
