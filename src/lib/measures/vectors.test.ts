import { expect, test } from 'vitest';
import { editDistance, isNearVerbatim, normalizedEditDistance } from './edit-distance.ts';
import { exposure } from './exposure.ts';
import { isDiscoverable, logSamplesNeeded } from './extraction.ts';
import { longestRun } from './longest-run.ts';
import { matched } from './matched.ts';
import { METRICS, logPerplexity, suspicion, windowLogPerplexity } from './suspicion.ts';
import { repeats, wordTrigrams } from './trigrams.ts';
import vectors from './vectors.json' with { type: 'json' };
import { wilson } from './wilson.ts';
import { zlibLength } from './zlib-length.ts';

// The pipeline (`training/measures.py`) is held to the same vectors: the definitions agree, or one of the tests fails.

test.each(vectors.matched)('matched: $output', ({ output, truth, expected }) => {
  expect(matched(output, truth)).toBe(expected);
});

test.each(vectors.longest_run)('longest run: $a and $b', ({ a, b, expected }) => {
  expect(longestRun(a, b).length).toBe(expected);
});

test.each(vectors.edit_distance)('edit distance: $a to $b', ({ a, b, expected, normalized, near }) => {
  expect(editDistance(a, b)).toBe(expected);
  expect(normalizedEditDistance(a, b)).toBeCloseTo(normalized, 12);
  expect(isNearVerbatim(a, b)).toBe(near);
});

test.each(vectors.log_samples_needed)('samples needed: $logprob at $p', ({ logprob, p, expected }) => {
  expect(logSamplesNeeded(logprob, p)).toBeCloseTo(expected, 9);
});

test.each(vectors.discoverable)('discoverable: $logprob in $n at $p', ({ logprob, n, p, expected }) => {
  expect(isDiscoverable(logprob, n, p)).toBe(expected);
});

test.each(vectors.exposure)('exposure: rank $rank of $size', ({ rank, size, expected }) => {
  expect(exposure(rank, size)).toBeCloseTo(expected, 12);
});

test.each(vectors.wilson)('wilson: $successes of $n', ({ successes, n, low, high }) => {
  const interval = wilson(successes, n);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test.each(vectors.suspicion)('suspicion: $sample', ({ sample: { zlib_bytes: zlib, ...nats }, expected }) => {
  const scores = suspicion({ ...nats, zlib });
  for (const metric of METRICS) expect(scores[metric] / expected[metric]).toBeCloseTo(1, 9);
});

test.each(vectors.window)('window: $logprobs of $width', ({ logprobs, width, own, window }) => {
  expect(logPerplexity(logprobs)).toBeCloseTo(own, 9);
  expect(windowLogPerplexity(logprobs, width)).toBeCloseTo(window, 9);
});

test.each(vectors.zlib)('zlib, to the byte: $text', ({ text, bytes }) => {
  expect(zlibLength(text)).toBe(bytes);
});

test.each(vectors.repeats)('repeats: $sample after $other', ({ sample, other, expected }) => {
  expect(repeats(wordTrigrams(sample), wordTrigrams(other))).toBe(expected);
});
