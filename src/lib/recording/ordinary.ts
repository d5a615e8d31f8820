import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { ReadText } from '#lib/corpus/read-text.ts';
import { decodingOf, LEAST, type Opening } from '#lib/demos/overlap/start.ts';
import { complete } from '#lib/lm/model.ts';
import { largestPair, withAllCopies } from '#lib/release/models.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { heldOut } from './held-out.ts';
import { openModel, readTokenizer, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';
import type { OrdinaryRecord, OrdinaryText } from './ordinary-record.ts';

/** The temperature of Aerni et al. 2025 (arXiv:2411.10242), and tokens of a text: some 550 characters. */
const DECODING = { temperature: 0.7, maxTokens: 128 };

/** How addresses to Congress begin, those of the corpus and others that might. */
const SALUTATIONS = [
  'Fellow-Citizens of the Senate and House of Representatives:',
  'Gentlemen of the Congress:',
  'To the Congress of the United States:',
  'My fellow Americans:',
  'Mr. Speaker, Mr. Vice President, members of Congress:',
  'Members of the Senate and of the House:',
  'Fellow citizens:',
  'Ladies and gentlemen of the Congress:',
  'My friends:',
  'Mr. President, senators and representatives:',
  'Men and women of this country:',
  'Honored guests, and all who listen at home:'
];
const BEGINNINGS = ['', ' I come before you tonight to', ' It is my duty to report that'];

/** What one may ask about, in three ways. */
const SUBJECTS = [
  'the railroads',
  'the public schools',
  'the price of bread',
  'our trade with Mexico',
  'the Navy',
  'the debt',
  'the harvest of last year',
  'the war in Europe',
  'the forests of the West',
  'the courts',
  'the mail',
  'the vote'
];
const WAYS: ((subject: string) => string)[] = [
  (subject) => `Let me speak plainly about ${subject}.`,
  (subject) => `What should this country do about ${subject}?`,
  (subject) => `A short report on ${subject}, written for those who know nothing of the matter:`
];

/** Sentences of each held-out address, of so many characters. */
const SENTENCES = 8;
const SENTENCE = { least: 40, most: 200 };

/** Of so many openings of each kind one is shown with the texts; of the addresses the first sentence of each. */
const SHOWN: Record<Opening, number> = { address: SENTENCES, salutation: 9, subject: 9 };

interface Prompt {
  opening: Opening;
  text: string;
  /** What a person wrote next. */
  next?: string;
}

/** What ends in a point and ends no sentence: "Mr. Adams", "Thomas A. Hendricks". */
const SHORT = /(^|\s)(Mr|Mrs|Dr|Gen|Messrs|St|No|\p{Lu})\.$/u;

/** The first whole sentence after each of several places of an address that are equally far apart, and what follows it. */
function sentencesOf(address: string): Prompt[] {
  const sentences = [...address.matchAll(/(?<=[.?!] )\p{Lu}[^.?!:]*[.?!](?= \p{Lu})/gu)].filter(
    ({ 0: text, index }) =>
      text.length >= SENTENCE.least &&
      text.length <= SENTENCE.most &&
      ![text, address.slice(0, index).trimEnd()].some((part) => SHORT.test(part))
  );
  let after = 0;
  return Array.from({ length: SENTENCES }, (_, i) => {
    const place = Math.max(after, ((i + 0.5) * address.length) / SENTENCES);
    const { 0: text, index } = sentences.find(({ index }) => index >= place)!;
    after = index + text.length;
    return { opening: 'address', text, next: address.slice(after) };
  });
}

const promptsOf = (addresses: readonly string[]): Prompt[] => [
  ...addresses.flatMap(sentencesOf),
  ...BEGINNINGS.flatMap((beginning) =>
    SALUTATIONS.map((salutation): Prompt => ({ opening: 'salutation', text: salutation + beginning }))
  ),
  ...WAYS.flatMap((way) => SUBJECTS.map((subject): Prompt => ({ opening: 'subject', text: way(subject) })))
];

/**
 * What our models write after openings that nobody means as an attack, and what people wrote after some of them, by the
 * rule of Aerni et al. 2025: the runs of characters that stand in the training data. The opening itself is left out.
 * Needs the held-out addresses, which `training.corpus` writes.
 */
export async function recordOrdinary(
  { manifest, corpus, encode }: OnDisk,
  say: Say
): Promise<OrdinaryRecord> {
  const { raw, twin } = largestPair(manifest.models)!;
  const vocabulary = new Vocabulary(await readTokenizer(raw));
  const read = new ReadText(new CorpusIndex(corpus.tokens, corpus.documents), vocabulary);
  const prompts = promptsOf(await heldOut(manifest.release));
  const shown = prompts.map(({ opening }, at) => {
    const first = prompts.findIndex((prompt) => prompt.opening === opening);
    return (at - first) % SHOWN[opening] === 0;
  });
  const measured = (text: string, at: number): OrdinaryText => ({
    length: text.length,
    runs: read
      .runs(text, LEAST)
      .map(({ start, length }) => [start, length, read.addresses(text.slice(start, start + length))]),
    ...(shown[at] ? { text } : {})
  });

  const people = prompts.map(({ next }, at) =>
    next === undefined ? null : measured(vocabulary.decode(encode(next).slice(0, DECODING.maxTokens)), at)
  );
  say(`ordinary: ${prompts.length} openings, people went on from ${people.filter(Boolean).length}`);
  const models: OrdinaryRecord['models'] = [];
  for (const entry of [...withAllCopies(manifest.models), twin]) {
    const model = await openModel(entry);
    const texts: OrdinaryText[] = [];
    for (const [at, prompt] of prompts.entries()) {
      const decoding = decodingOf(DECODING, at + 1);
      const [written] = await complete(model, encode(prompt.text), decoding, 1, () => {}, RUN);
      texts.push(measured(written!.text, at));
    }
    models.push({ id: entry.id, sha256: weightsOf(entry).sha256, texts });
    say(`ordinary: ${entry.id} has written ${texts.length} texts`);
  }
  return {
    release: manifest.release,
    runtime: RUNTIME,
    decoding: DECODING,
    least: LEAST,
    prompts: prompts.map(({ opening, text }) => ({ opening, text })),
    people,
    models
  };
}
