import { deflateRawSync } from 'node:zlib';
import { byCopies, type CopiesShare } from '#lib/release/recall.ts';
import type { Row, Series } from '#lib/charts/types.ts';
import { GIVEN } from '#lib/release/given.ts';
import { sizesOf, type Size } from '#lib/release/models.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { mean } from '#lib/measures/mean.ts';
import { readCoder } from '../coder.ts';
import { readCurve } from '../curves.ts';
import { readOutcomes, type Outcome } from '../outcomes.ts';
import { readSummary } from '../lab.ts';
import { readCorpus } from '../corpus.ts';
import { readPublished } from '../published.ts';
import { readRelease } from '../release.ts';
import { readReport } from '../report.ts';
import { promptsEvidence, readShortestPrompt } from '../shortest-prompt.ts';
import { lessonsEvidence, readTeach } from '../teach.ts';

/** Bits that a parameter holds of random text, learned by heart: Morris et al. 2025 (arXiv:2505.24832). */
const BITS_PER_PARAMETER = 3.6;

/** What the text of the chapter is given: code lengths under our models, and the published compression ratios. */
export async function evidence() {
  const { manifest } = await readCorpus();
  const summary = await readSummary();
  const sizes = sizesOf(manifest);
  const largest = sizes.at(-1);
  const pair = sizes.findLast(({ twin }) => twin);
  if (!largest || !pair?.twin)
    throw new Error('The published release holds no model with a deduplicated twin.');

  const models = await Promise.all(
    sizes.map(async ({ label, tone, raw }) => ({ label, tone, lengths: await codeLengths(raw.id) }))
  );
  const twin = await codeLengths(pair.twin.id);
  const { raw } = largest;
  const once = byCopies(summary, raw.id, GIVEN).find(({ copies }) => copies === 1);
  if (!once) throw new Error('The published release holds no passages of one copy.');

  return {
    given: GIVEN,
    bitsPerToken: Math.log2(manifest.tokenizer.vocab_size),
    vocabulary: manifest.tokenizer.vocab_size,
    example: {
      ...(await example(pair.label, pair.raw.id, pair.twin.id)),
      passes: await passesOf(pair.twin.id)
    },
    coder: await readCoder(),
    crossing: await crossing(),
    halves: await halves(sizes),
    series: [
      ...models.map(({ label, tone, lengths }): Series => ({
        id: label,
        label,
        tone,
        points: points(lengths)
      })),
      {
        id: 'twin',
        label: `${pair.label}, deduplicated`,
        tone: pair.tone,
        dashed: true,
        points: points(twin)
      }
    ] satisfies Series[],
    largest: { label: largest.label, ...ends(models.at(-1)!.lengths), bitsPerByte: raw.loss_bits_per_byte },
    smallest: {
      label: sizes[0]!.label,
      ...ends(models[0]!.lengths),
      bitsPerByte: sizes[0]!.raw.loss_bits_per_byte
    },
    latent: latent(models.at(-1)!.lengths, byCopies(summary, raw.id, GIVEN)),
    twin: ends(twin),
    room: {
      capacity: (largest.parameters * BITS_PER_PARAMETER) / 8,
      plantedBytes: await plantedBytes(raw.id, Math.log2(manifest.tokenizer.vocab_size)),
      once
    },
    ratios: await ratios(),
    prompts: { shown: await readShortestPrompt(), ...(await promptsEvidence()) },
    teach: await readTeach(),
    lessons: await lessonsEvidence()
  };
}

/** What the most copied and the unread passage of the coder take: as text, by the best packer, and by its usual model. */
async function crossing() {
  const { models, texts } = await readCoder();
  const of = ({ text, copies, packed, sent }: (typeof texts)[number]) => ({
    copies,
    plain: Buffer.from(text).length,
    packed: Math.min(...Object.values(packed)),
    sent: sent[models[0]!.id]!.message.length / 2
  });
  return { most: of(texts[0]!), none: of(texts.at(-1)!) };
}

interface Length {
  copies: number;
  n: number;
  /** Bits per token of the true continuation: the mean over passages, with its 95 % interval. */
  mean: number;
  low: number;
  high: number;
}

async function codeLengths(model: string): Promise<Length[]> {
  const outcomes = (await readOutcomes(model, GIVEN)).filter(({ passage }) => passage.condition === 'exact');
  const copies = [...new Set(outcomes.map(({ passage }) => passage.copies))].toSorted((a, b) => a - b);
  return copies.map((n) => ({
    copies: n,
    ...mean(outcomes.filter(({ passage }) => passage.copies === n).map(({ bits, asked }) => bits / asked))
  }));
}

const points = (lengths: readonly Length[]) =>
  lengths.map(({ copies, mean, low, high }) => ({ x: copies, y: mean, low, high }));

/** No copy, one copy and the most copies. */
function ends(lengths: readonly Length[]) {
  return { none: lengths[0]!, most: lengths.at(-1)! };
}

/** The most copies at which a tenth of the passages at most are recited, though they cost less than unread ones. */
function latent(lengths: readonly Length[], ladder: readonly CopiesShare[]) {
  const rung = ladder.findLast(({ copies, share }) => copies > 0 && share <= 0.1);
  const length = lengths.find(({ copies }) => copies === rung?.copies);
  return rung && length && length.high < lengths[0]!.low ? { ...length, recited: rung.recited } : null;
}

/** Bytes that the planted passages would take as bare token numbers. */
async function plantedBytes(model: string, bitsPerToken: number) {
  const outcomes = await readOutcomes(model, GIVEN);
  const tokens = outcomes
    .filter(({ passage }) => passage.condition === 'exact' && passage.copies > 0)
    .reduce((sum, { passage }) => sum + passage.token_ids.length, 0);
  return (tokens * bitsPerToken) / 8;
}

/** One passage of the most copies, its next tokens coded in five ways. */
async function example(label: string, model: string, twin: string) {
  const [{ manifest, tokenizer }, { passages }] = await Promise.all([readCorpus(), readPublished()]);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const passage = leaders(exact, ({ copies }) => copies)[0];
  if (!passage) throw new Error('The published release records no passage.');
  const of = (outcomes: Outcome[]) => outcomes.find((outcome) => outcome.passage.id === passage.id)!;
  const [read, deduplicated] = [of(await readOutcomes(model, GIVEN)), of(await readOutcomes(twin, GIVEN))];
  const ids = passage.token_ids.slice(GIVEN, GIVEN + read.asked);
  const text = tokenizer.decode(ids);
  const bytes = Buffer.from(text);
  const rows: Row[] = [
    { label: 'as plain text, 8 bits a byte', value: 8 * bytes.length },
    { label: 'as a zip program packs it', value: 8 * deflateRawSync(bytes, { level: 9 }).length },
    { label: 'as numbers of tokens', value: read.asked * Math.log2(manifest.tokenizer.vocab_size) },
    { label: `by the deduplicated ${label} model`, value: deduplicated.bits },
    { label: `by the ${label} model that read it ${passage.copies} times`, value: read.bits, strong: true }
  ];
  return {
    label,
    copies: passage.copies,
    chapter: passage.chapter,
    given: tokenizer.decode(passage.token_ids.slice(0, GIVEN)),
    text,
    tokens: read.asked,
    bytes: bytes.length,
    recited: read.recited,
    bits: read.bits,
    deduplicated: deduplicated.bits,
    plain: 8 * bytes.length,
    /** Probability of all tokens together, and of one of them on average. */
    probability: 2 ** -read.bits,
    each: 2 ** (-deduplicated.bits / read.asked),
    rows
  };
}

/** Adversarial compression ratios, by model and by kind of text, and the shares of strings above 1. */
async function ratios() {
  const { rows } = await readCurve('acr_bars');
  const read = (panel: string) =>
    rows
      .filter((row) => row.panel!.startsWith(panel))
      .map((row) => ({
        label: row.label!,
        ratio: Number(row.avg_compression_ratio),
        share: Number(row.portion_memorized)
      }));
  const [models, kinds] = [read('model size'), read('category')];
  const bars = (group: string, of: typeof models): Row[] =>
    of.map(({ label, ratio }) => ({ group, label, value: ratio, strong: ratio > 1 }));
  return {
    models,
    kinds,
    rows: [...bars('Famous quotations, by model', models), ...bars('Pythia-1.4B, by kind of text', kinds)]
  };
}

/** How often a deduplicated model went over its data. */
async function passesOf(id: string): Promise<number> {
  const { models } = await readRelease();
  return models.find((model) => model.id === id)!.training.passes_over_its_stream;
}

/** The example under the models on random halves, those that read it and those that did not: bits, on average. */
async function halves(sizes: readonly Size[]) {
  const [report, { passages }, release] = await Promise.all([readReport(), readPublished(), readRelease()]);
  const id = leaders(
    passages.filter(({ condition }) => condition === 'exact'),
    ({ copies }) => copies
  )[0]?.id;
  const row = report?.counterfactual?.rows.find(({ passage }) => passage === id);
  const half = [...release.models, ...release.further_models].find(
    ({ id }) => id === report?.counterfactual?.models[0]
  );
  const label = sizes.find(({ raw }) => raw.parameters === half?.parameters)?.label;
  if (!row || label === undefined) return null;
  const bits = (logprob: number) => -logprob / Math.LN2;
  return {
    label,
    read: { models: row.in.models, bits: bits(row.in.mean_logprob) },
    unread: { models: row.out.models, bits: bits(row.out.mean_logprob) }
  };
}
