/** The trigrams of a text's words, each with how often it stands there. Words part at whatever is no letter or digit. */
export function wordTrigrams(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (let at = 0; at + 3 <= words.length; at++) {
    const trigram = words.slice(at, at + 3).join(' ');
    counts.set(trigram, (counts.get(trigram) ?? 0) + 1);
  }
  return counts;
}

/**
 * Whether a sample says again what another says: half of its word trigrams or more stand in the other, counted with
 * multiplicity. Not symmetric: a short sample may repeat part of a long one. The rule by which Carlini et al. 2021
 * ("Extracting training data from large language models", section 6.1) took repeats out of what they inspected.
 */
export function repeats(sample: Map<string, number>, other: Map<string, number>): boolean {
  let all = 0;
  let shared = 0;
  for (const [trigram, count] of sample) {
    all += count;
    shared += Math.min(count, other.get(trigram) ?? 0);
  }
  return shared >= all / 2;
}
