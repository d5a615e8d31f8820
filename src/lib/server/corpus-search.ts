import { readCorpus } from './corpus.ts';
import { once } from './lab.ts';
import { lookUp, phraseOf } from '#lib/demos/corpus-search/look-up.ts';
import type { Phrase, Start } from '#lib/demos/corpus-search/session.svelte.ts';
import { commonRuns } from '#lib/corpus/common-runs.ts';

/** The search that stands there before any other. */
const PHRASE = 'the state of the Union';

/** Words of the phrases that are told, and how many of each length. */
const WORDS = [3, 4, 5, 6, 7, 8, 9, 10];
const EACH = 2;

/** What may be a phrase of whole words: it begins with a space or a capital, and ends with a letter. */
const WHOLE = /^( |(?=\p{Lu}))\p{L}.*\p{L}$/u;

/**
 * The longest phrases that many addresses have: of each number of words those that most have, none within another as common.
 *
 * @param runs as tokens, those of most addresses first; they may end within a word
 * @param recount in how many addresses and places a phrase stands as whole words
 */
function phrasesOf(
  runs: readonly string[],
  recount: (text: string) => { addresses: number; places: number }
): Phrase[] {
  const told: Phrase[] = [];
  const all = runs
    .filter((run) => WHOLE.test(run))
    .map((run) => ({ text: run.trim(), words: run.trim().split(/\s+/).length }));
  for (const words of WORDS.toReversed()) {
    const best: Phrase[] = [];
    for (const { text } of all.filter((phrase) => phrase.words === words)) {
      if (best.length === EACH) break;
      if (best.some((other) => other.text.includes(text) || text.includes(other.text))) continue;
      const counted = recount(text);
      const within = told.some(
        (other) => other.text.includes(text) && other.addresses >= 0.8 * counted.addresses
      );
      if (counted.addresses > 0 && !within) best.push({ text, words, ...counted });
    }
    told.push(...best.toSorted((a, b) => b.addresses - a.addresses));
  }
  return told;
}

/** What the page of the training text shows before any of it is loaded. */
export const readCorpusSearch: () => Promise<Start> = once(async () => {
  const { manifest, index, tokenizer } = await readCorpus();
  const documents = new Map(index.documents.map((document) => [document.id, document]));
  const shelves = { library: index, letters: tokenizer, known: (id: string) => documents.get(id)! };
  const addresses = index.documents.filter(({ kind }) => kind === 'address').length;
  const least = Math.ceil(addresses / 10);
  const lengths = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
  const runs = commonRuns(index, { lengths, least, kind: 'address' });
  const recount = (text: string) => {
    const { shown } = index.phrase(...phraseOf(text, tokenizer, { from: 0, many: Infinity }));
    const places = shown.filter(({ document }) => documents.get(document)!.kind === 'address');
    return { addresses: new Set(places.map(({ document }) => document)).size, places: places.length };
  };
  return {
    files: {
      tokens: manifest.corpus.tokens,
      documents: manifest.corpus.documents,
      tokenizer: manifest.tokenizer
    },
    recorded: await lookUp(PHRASE, shelves),
    addresses,
    phrases: phrasesOf(
      runs.map(({ ids }) => tokenizer.decode(ids)),
      recount
    )
  };
});
