import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Corpus } from '#lib/corpus/client.svelte.ts';
import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { makeCorpus } from '#lib/corpus/fixture.ts';
import type { FileEntry } from '#lib/release/manifest.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import type { Found } from './look-up.ts';
import { Search, type Start } from './session.svelte.ts';
import { standIn, type StandIn } from './web-count.fixture.ts';

live.ready = true;

const names = ['', ...Array.from({ length: 127 }, (_, i) => String.fromCodePoint(i + 1))];
const words = ['so', ' it', 'it', ' is', ' said', 'said', ...Array.from({ length: 30 }, (_, i) => ` ${i}`)];
names.push(...words);
/** A tokenizer of whole words, each with the space before it, and of letters where it knows no word. */
const tokenizer = {
  names,
  encode: (text: string) =>
    (text.match(/ ?\S+/g) ?? []).flatMap((word) =>
      names.includes(word) ? [names.indexOf(word)] : Array.from(word, (letter) => letter.codePointAt(0)!)
    ),
  decode: (ids: readonly number[]) => ids.map((id) => names[id]).join(''),
  piece: (id: number) => names[id]!
} as unknown as Tokenizer;
const { tokens, documents } = makeCorpus(
  Array.from({ length: 30 }, (_, i) => ({ ids: tokenizer.encode(`so it is said ${i}`) }))
);
const index = new CorpusIndex(tokens, documents);
const file: FileEntry = { path: 'x', bytes: 7, sha256: '' };
const recorded: Found = {
  text: 'it is',
  count: 30,
  places: 30,
  shown: [],
  next: [],
  pieces: [],
  spans: [],
  longest: null
};
const start: Start = {
  files: { tokens: file, documents: file, tokenizer: file },
  recorded,
  addresses: 30,
  phrases: []
};

let service: StandIn;
beforeAll(async () => void (service = await standIn()));
afterAll(() => service.close());

let corpus: {
  status: string;
  documents: typeof documents;
  load: ReturnType<typeof vi.fn>;
  abort: ReturnType<typeof vi.fn>;
  dispose: ReturnType<typeof vi.fn>;
};
const search = (address = service.address) =>
  new Search(start, address, { corpus: corpus as unknown as Corpus, tokenizer });
beforeEach(() => {
  service.heard.length = 0;
  service.set('none');
  corpus = {
    ...{ status: 'idle', documents, load: vi.fn(), abort: vi.fn(), dispose: vi.fn() },
    ...Object.fromEntries(
      (['phrase', 'spans'] as const).map((verb) => [
        verb,
        (...args: unknown[]) => (index[verb] as (...args: unknown[]) => unknown).apply(index, args)
      ])
    )
  };
});

test('it begins with what was recorded, and loads nothing for a link', () => {
  const library = search();
  expect([library.found, library.origin, library.answered]).toEqual([recorded, 'recorded', true]);
  library.read('#v=1&q=so+it');
  expect([library.query, library.answered, library.fragment]).toEqual(['so it', false, 'v=1&q=so+it']);
  expect(corpus.load).not.toHaveBeenCalled();
});

test('a search counts, shows the first places, and more of them', async () => {
  const library = search();
  library.query = ' said ';
  await library.ask();
  expect(library.found).toMatchObject({ text: 'said', count: 30, places: 30 });
  expect([library.origin, library.answered, library.found.shown.length]).toEqual(['live', true, 10]);
  expect(library.fragment).toBe('v=1&q=said');
  await library.more();
  expect(library.found.shown).toHaveLength(30);
  expect(new Set(library.found.shown.map(({ title }) => title)).size).toBe(30);
});

test('nothing is no search; what fails is said', async () => {
  const library = search();
  library.query = ' \n';
  await library.ask();
  expect([library.outcome, library.found]).toEqual([
    'Write a word, a phrase or a whole text first.',
    recorded
  ]);
  corpus.load.mockRejectedValueOnce(new Error('No network.'));
  library.query = 'said';
  await library.ask();
  expect([library.trouble, library.busy, library.found]).toEqual(['No network.', false, recorded]);
  await library.ask();
  expect([library.trouble, library.found.count]).toEqual([null, 30]);
});

test('the web is asked by a press alone, for what was looked for here', async () => {
  const library = search();
  library.query = 'said';
  await library.ask();
  await library.more();
  expect(service.heard).toEqual([]);
  await library.askWeb();
  expect(library.told).toEqual({
    phrase: 'said',
    index: 'v4_dolma-v1_7_llama',
    count: 4,
    approximate: false
  });
  expect(service.heard).toHaveLength(1);
  library.query = 'it is';
  expect(library.phrase).toBe('said');
  await library.ask();
  expect(library.told).toBe(null);
});

test('a fault of the service is said beside what was found here', async () => {
  const library = search();
  service.set('busy');
  await library.askWeb();
  expect([library.told, library.asking]).toEqual([null, false]);
  expect(library.refusal).toContain('Too many were asked');
  service.set('slow');
  const asked = library.askWeb();
  library.stopWeb();
  await asked;
  expect([library.told, library.refusal, library.asking]).toEqual([null, '', false]);
});

test('where the service is switched off it is neither offered nor asked', async () => {
  const library = search('');
  expect(library.offersWeb).toBe(false);
  await library.askWeb();
  expect(service.heard).toEqual([]);
});
