import { live } from '#lib/ui/live.svelte.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';

/**
 * What readers ask for by a press, one thing at a time: what is being done, what it came to, and why it came to nothing. The
 * session of a demo extends it.
 */
export class Press<Work extends string> {
  /** What is being done; null at rest. */
  work = $state<Work | null>(null);
  /** What the last press came to. */
  outcome = $state('');
  /** Why the last press came to nothing. */
  trouble = $state<string | null>(null);

  #turn = 0;
  #last: (() => Promise<void>) | null = null;

  get busy(): boolean {
    return this.work !== null;
  }

  /** Tries once more what failed. */
  again(): Promise<void> {
    return this.#last?.() ?? Promise.resolve();
  }

  /**
   * Does what a press asks for, unless something is being done.
   *
   * @param act is told whether it is still wanted, and says what it came to; what it throws is said in `trouble`
   * @param failed what else is to be done where it fails
   */
  protected async press(
    work: Work,
    act: (current: () => boolean) => Promise<string>,
    failed?: () => void
  ): Promise<void> {
    if (!live.ready || this.busy) return;
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    this.clear();
    this.#last = () => this.press(work, act, failed);
    this.work = work;
    try {
      const outcome = await act(current);
      if (current()) this.outcome = outcome;
    } catch (error) {
      if (!current()) return;
      if (isAborted(error)) this.outcome = 'Loading was stopped.';
      else this.trouble = why(error);
      failed?.();
    } finally {
      if (current()) this.work = null;
    }
  }

  /** Ends the press: nothing of it is wanted any more. */
  protected end(outcome = ''): void {
    this.#turn++;
    this.work = null;
    this.outcome = outcome;
  }

  /** Takes back what was said of the last press. */
  protected clear(): void {
    this.outcome = '';
    this.trouble = null;
  }

  /** Says why something came to nothing that is no press, and how it is tried again. */
  protected fail(trouble: string, again: () => Promise<void>): void {
    this.trouble = trouble;
    this.#last = again;
  }
}
