import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { withAllCopies } from '#lib/release/models.ts';
import type { Decoding } from '#lib/release/record.ts';
import { complete, MAX_SAMPLES, score, type Model } from '#lib/lm/model.ts';
import { COPY, INSPECTED, orderBy, unlike, type Order } from '#lib/demos/extraction/attack.ts';
import { logPerplexity, METRICS, windowLogPerplexity } from '#lib/measures/suspicion.ts';
import { zlibLength } from '#lib/measures/zlib-length.ts';
import type { ExtractionRecord } from './extraction-record.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

const SAMPLES = 1024;
/** As in the paper the forty likeliest tokens are drawn from, at temperature 1, with nothing as the prompt. */
const DECODING: Decoding = {
  method: 'sample',
  temperature: 1,
  topK: 40,
  topP: 1,
  seed: 2021,
  maxTokens: 128
};

const weights = (entry: ModelEntry) => ({ id: entry.id, sha256: weightsOf(entry).sha256 });

const logprobsOf = async (model: Model, ids: number[]) =>
  (await score(model, ids, RUN)).map(({ logprob }) => logprob);

/**
 * The attack of Carlini et al. 2021 on our largest model: sample, rank by each of the six metrics, take repeats out,
 * inspect the first hundred. Unlike an attacker we know the training data, so all samples are looked up in it.
 */
export async function recordExtraction(lab: OnDisk, say: Say): Promise<ExtractionRecord> {
  const { manifest, passages, corpus, encode } = lab;
  const raw = withAllCopies(manifest.models);
  const [small, medium, large] = [raw[0]!, raw.at(-2)!, raw.at(-1)!];

  const model = await openModel(large);
  const samples: { ids: number[]; text: string; logprobs: number[] }[] = [];
  for (let first = 0; first < SAMPLES; first += MAX_SAMPLES) {
    const batch = Array.from({ length: MAX_SAMPLES }, () => ({
      ids: [] as number[],
      logprobs: [] as number[]
    }));
    const texts = await complete(
      model,
      [],
      { ...DECODING, seed: DECODING.seed + first },
      MAX_SAMPLES,
      ([at, { id, logprob }]) => {
        batch[at]!.ids.push(id);
        batch[at]!.logprobs.push(logprob);
      },
      RUN
    );
    samples.push(...batch.map((sample, at) => ({ ...sample, text: texts[at]!.text })));
    say(`extraction: ${samples.length} of ${SAMPLES} samples drawn`);
  }

  const lowered: number[][] = [];
  for (const { text } of samples) lowered.push(await logprobsOf(model, encode(text.toLowerCase())));
  say(`extraction: scored in lowercase letters`);
  const references: number[][][] = [];
  for (const entry of [small, medium]) {
    const reference = await openModel(entry);
    const scored: number[][] = [];
    for (const { ids } of samples) scored.push(await logprobsOf(reference, ids));
    references.push(scored);
    say(`extraction: scored by ${entry.id}`);
  }

  const index = new CorpusIndex(corpus.tokens, corpus.documents);
  const planted = new Map(passages.map((passage) => [passage.id, passage]));
  const checked = samples.map(({ ids, text, logprobs }, at) => ({
    text,
    surprise: {
      own: logPerplexity(logprobs),
      window: windowLogPerplexity(logprobs),
      small: logPerplexity(references[0]![at]!),
      medium: logPerplexity(references[1]![at]!),
      lowercase: logPerplexity(lowered[at]!),
      zlib: zlibLength(text)
    },
    sources: index
      .spans(ids, { min: COPY, near: false, data: 'raw' })
      .flatMap(({ sources }) => sources.map(({ document }) => document))
  }));

  const inspect = (order: Order) => {
    const looked = unlike(checked, orderBy(checked, order), INSPECTED);
    return {
      inspected: looked.length,
      copies: looked.filter((at) => checked[at]!.sources.length > 0).length
    };
  };

  const found = new Map<string, number>();
  for (const { sources } of checked) {
    for (const source of new Set(sources)) found.set(source, (found.get(source) ?? 0) + 1);
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    models: { large: weights(large), medium: weights(medium), small: weights(small) },
    decoding: { topK: DECODING.topK, seed: DECODING.seed, maxTokens: DECODING.maxTokens },
    copy: COPY,
    samples: { drawn: checked.length, copies: checked.filter(({ sources }) => sources.length > 0).length },
    unranked: inspect('unranked'),
    ranked: METRICS.map((metric) => ({ metric, ...inspect(metric) })),
    found: [...found]
      .map(([document, times]) => {
        const passage = planted.get(document);
        return { document, exact: passage?.condition === 'exact', copies: passage?.copies ?? null, times };
      })
      .toSorted((a, b) => b.times - a.times || (a.document < b.document ? -1 : 1))
  };
}
