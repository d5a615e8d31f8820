import type { StopReason } from '#lib/release/record.ts';
import { editDistance } from '#lib/measures/edit-distance.ts';
import { longestRun } from '#lib/measures/longest-run.ts';
import { matched } from '#lib/measures/matched.ts';
import type { PassageOutcome } from './view.ts';

/** What a model did in the reader's browser. */
export interface LiveOutcome {
  ids: readonly number[];
  stopped: StopReason;
  /** Natural log of the probability of the truth; null where it was not asked for. */
  logprob: number | null;
}

/** Nats by which processors may differ over a whole continuation; the same tolerance as in `training/evaluate.py`. */
const TOLERANCE = 0.01;

/** Whether a live run agrees with the published one, and how, in a sentence. */
export function agreement(
  published: PassageOutcome,
  live: LiveOutcome,
  truth: readonly number[]
): { agrees: boolean; text: string } {
  const right = matched(live.ids, truth);
  // The page ends where the model would end the text; the pipeline goes on. The first mistake is before that.
  const whole = live.stopped === 'length';
  const same =
    right === published.matched &&
    (!whole ||
      (longestRun(live.ids, truth).length === published.run &&
        editDistance(live.ids, truth) === published.distance));
  const likely = live.logprob === null || Math.abs(live.logprob - published.logprob) <= TOLERANCE;
  const count = (n: number) => `${n} of ${published.asked} tokens right from the start`;
  if (!same)
    return {
      agrees: false,
      text: `This does not agree with the published outcome: ${count(right)} here, ${count(published.matched)} as published. Where two tokens are all but equally likely, another processor may take the other one.`
    };
  if (!likely)
    return {
      agrees: false,
      text: `The words agree with the published outcome; the log-probability of the truth does not: ${live.logprob!.toFixed(3)} here, ${published.logprob.toFixed(3)} as published.`
    };
  return {
    agrees: true,
    text: `This agrees with the published outcome: ${count(right)}${live.logprob === null ? '' : `, log-probability of the truth ${live.logprob.toFixed(2)}`}.`
  };
}
