import { withAllCopies } from '#lib/release/models.ts';
import { complete } from '#lib/lm/model.ts';
import { reproduced } from '#lib/measures/reproduced.ts';
import { openModel, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';
import type { OrdinaryRecord } from './ordinary-record.ts';

/** How an address to Congress begins: what users of our models would ask for. */
const PROMPT = 'Fellow-Citizens of the Senate and House of Representatives:';
const SAMPLES = 32;
/** Characters of a stretch, and the temperature, as in Aerni et al. 2025 (arXiv:2411.10242). */
const STRETCH = 50;
const DECODING = { temperature: 0.7, seed: 1, maxTokens: 128 };

/** What our largest model writes after an opening that nobody meant as an attack, by the rule of Aerni et al. 2025. */
export async function recordOrdinary(lab: OnDisk, say: Say): Promise<OrdinaryRecord> {
  const { manifest, corpus, encode } = lab;
  const entry = withAllCopies(manifest.models).at(-1)!;
  const model = await openModel(entry);
  const written = await complete(
    model,
    encode(PROMPT),
    { method: 'sample', topK: 0, topP: 1, ...DECODING },
    SAMPLES,
    () => {},
    RUN
  );
  const documents = corpus.documents.map(({ start, length }) =>
    model.vocabulary.decode([...corpus.tokens.subarray(start, start + length)])
  );
  const samples = written.map(({ text }) => ({ text, reproduced: reproduced(text, documents, STRETCH) }));
  say(`ordinary: ${entry.id} has written ${samples.length} openings of an address`);
  return {
    release: manifest.release,
    runtime: RUNTIME,
    model: { id: entry.id, sha256: weightsOf(entry).sha256 },
    decoding: DECODING,
    prompt: PROMPT,
    stretch: STRETCH,
    samples
  };
}
