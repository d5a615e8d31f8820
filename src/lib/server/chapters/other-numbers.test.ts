// What the evidence makes of other numbers than the published ones. Where they do not fit what a chapter says in words,
// the build ends.
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ExtractionStart } from '#lib/demos/extraction/start.ts';
import type { Manifest } from '#lib/release/manifest.ts';
import type { Summary } from '#lib/release/summary.ts';
import * as corpora from '../corpus.ts';
import * as curves from '../curves.ts';
import * as attacks from '../extraction.ts';
import * as lab from '../lab.ts';
import * as outcomes from '../outcomes.ts';
import * as published from '../published.ts';
import * as recorded from '../recorded.ts';
import * as reports from '../report.ts';
import { evidence as alignment } from './alignment.ts';
import { evidence as compression } from './compression.ts';
import { evidence as examples } from './examples.ts';
import { evidence as extraction } from './extraction.ts';
import { evidence as files } from './files-in-the-computer.ts';
import { evidence as nonAdversarial } from './non-adversarial.ts';
import { evidence as notInTheData } from './not-in-the-data.ts';
import { evidence as resolutions } from './resolutions.ts';
import { evidence as moreCounts } from './more-counts.ts';
import { evidence as memorized } from './what-is-memorized.ts';

// Takes seconds, and its counts are none of those that change here.
vi.mock('../deduplication.ts', () => ({
  readLabStart: () => Promise.resolve({ groups: [], nearCopies: [{ jaccard: { median: 0 } }] })
}));
vi.mock('../corpus.ts', { spy: true });
vi.mock('../curves.ts', { spy: true });
vi.mock('../extraction.ts', { spy: true });
vi.mock('../lab.ts', { spy: true });
vi.mock('../outcomes.ts', { spy: true });
vi.mock('../published.ts', { spy: true });
vi.mock('../recorded.ts', { spy: true });
vi.mock('../report.ts', { spy: true });

afterEach(() => {
  vi.resetAllMocks();
});

/** From here on a reader gives a changed copy of what it reads. */
async function change<T>(reader: () => Promise<T>, how: (read: T) => void): Promise<void> {
  const read = structuredClone(await reader());
  how(read);
  vi.mocked(reader).mockResolvedValue(read);
}

type Rows = Record<string, string>[];
async function changeCurve(name: string, how: (rows: Rows) => Rows): Promise<void> {
  const { readCurve } = await vi.importActual<typeof curves>('../curves.ts');
  const curve = await readCurve(name);
  const changed = { ...curve, rows: how(curve.rows) };
  vi.mocked(curves.readCurve).mockImplementation((asked) =>
    asked === name ? Promise.resolve(changed) : readCurve(asked)
  );
}

const withoutTwins = (manifest: Manifest) => {
  manifest.models = manifest.models.filter(({ data }) => data === 'raw');
};
const reciting = (recited: (row: Summary['rows'][number]) => number) => (summary: Summary) => {
  for (const row of summary.rows) row.recited = recited(row);
};

describe('chapter 3', () => {
  test('needs more right names after copies than without, beyond chance', async () => {
    await change(recorded.readCloze, ({ counts }) => (counts[0]!.high = counts.at(-1)!.low));
    await expect(examples()).rejects.toThrow('copies bring the name');
    await change(recorded.readCloze, ({ counts }) => (counts[0]!.high = counts.at(-1)!.low - 0.001));
    await expect(examples()).resolves.toBeDefined();
    await change(recorded.readCloze, ({ counts }) => (counts[0]!.from = 1));
    await expect(examples()).rejects.toThrow('copies bring the name');
  });

  test('needs a deduplicated model', async () => {
    await change(recorded.readCloze, (cloze) => {
      cloze.models = cloze.models.filter(({ data }) => data === 'raw');
    });
    await expect(examples()).rejects.toThrow('none was recorded');
  });

  test('needs each book that it names, once', async () => {
    const without = (rows: Rows) =>
      rows.filter(({ book_file: file }) => !file!.toLowerCase().includes('moby_dick'));
    await changeCurve('name_cloze_per_book', without);
    await expect(examples()).rejects.toThrow('0 books are called "moby_dick"');
  });
});

describe('chapter 4', () => {
  const hits = (order: string, copies: number) => (start: ExtractionStart | null) => {
    start!.recorded.hits.find((row) => row.order === order)!.copies = copies;
  };

  test('needs a ranking that finds more than chance', async () => {
    const start = await attacks.readExtraction();
    const most = Math.max(...start!.recorded.hits.map(({ copies }) => copies));
    await change(attacks.readExtraction, hits('unranked', most));
    await expect(extraction()).rejects.toThrow('ranking helps');
    await change(attacks.readExtraction, hits('unranked', most - 1));
    await expect(extraction()).resolves.toMatchObject({
      attack: { choices: [String(most - 1), String(most)] }
    });
  });

  test('tells rankings that find no more than none from those that find fewer', async () => {
    await change(attacks.readExtraction, hits('medium', 0));
    await expect(extraction()).resolves.toMatchObject({
      attack: { worse: ['a medium model', 'lowercase'], idle: [] }
    });
  });

  test('needs prompts that show more than samples', async () => {
    await change(attacks.readExtraction, (start) => {
      start!.recited[start!.recorded.model] = [];
    });
    await expect(extraction()).rejects.toThrow('samples show less than prompts');
  });

  test('needs every ranking that it names, and an attack', async () => {
    await changeCurve('carlini2021_hits', (rows) => rows.filter(({ metric }) => metric !== 'zlib'));
    await expect(extraction()).rejects.toThrow('chapter 4 speaks of the ranking by zlib');
    vi.resetAllMocks();
    await change(attacks.readExtraction, (start) => {
      start!.recorded.hits = start!.recorded.hits.filter(({ order }) => order !== 'window');
    });
    await expect(extraction()).rejects.toThrow('the ranking by window');
    vi.resetAllMocks();
    vi.mocked(attacks.readAttack).mockResolvedValue(null);
    await expect(extraction()).rejects.toThrow('an attack of our own');
  });
});

describe('what models write unasked', () => {
  const rename = (column: string) => (rows: Rows) => {
    rows[0]![column] = 'nobody';
    return rows;
  };

  test.each([
    ['overall_mean_overlap', 'model', 'known model: "nobody"'],
    ['by_task', 'task', 'known task: "nobody"'],
    ['mitigation', 'model', 'known model: "nobody"']
  ])('needs to know what each row of %s is of', async (name, column, message) => {
    await changeCurve(`aerni2024_${name}`, rename(column));
    await expect(nonAdversarial()).rejects.toThrow(message);
  });

  test('needs people to compare with, and says where they stand among the models', async () => {
    const people = (mean: string) => (rows: Rows) =>
      rows.map((row) => (row.model === 'humans' ? { ...row, imdb_mean: mean } : row));
    await changeCurve('aerni2024_humans_vs_models', people('0'));
    expect((await nonAdversarial()).film.place).toBe('below them all');
    vi.resetAllMocks();
    await changeCurve('aerni2024_humans_vs_models', people('1'));
    expect((await nonAdversarial()).film.place).toBe('above them all');
    vi.resetAllMocks();
    const { film } = await nonAdversarial();
    const means = film.families.map(({ mean }) => mean).toSorted((a, b) => a - b);
    await changeCurve('aerni2024_humans_vs_models', people(String((means[0]! + means[1]!) / 2)));
    expect((await nonAdversarial()).film.place).toBe('among them');
    vi.resetAllMocks();
    await changeCurve('aerni2024_humans_vs_models', (rows) => rows.filter(({ model }) => model !== 'humans'));
    await expect(nonAdversarial()).rejects.toThrow('row of humans');
  });
});

test('alignment needs each bar that it names', async () => {
  await changeCurve('nasr2023_blog_figure', (rows) =>
    rows.filter(({ model }) => !model!.startsWith('InstructGPT'))
  );
  await expect(alignment()).rejects.toThrow('no bar is called /^InstructGPT/');
});

test('remedies need a model that recites beside its deduplicated twin, and leave out those that recite nothing', async () => {
  await change(lab.readManifest, withoutTwins);
  await expect(resolutions()).rejects.toThrow('no deduplicated model whose sibling recites anything');
  vi.resetAllMocks();
  await change(
    lab.readSummary,
    reciting(() => 0)
  );
  await expect(resolutions()).rejects.toThrow('no deduplicated model whose sibling recites anything');
  vi.resetAllMocks();
  const { twins } = await resolutions();
  expect(twins.length).toBeGreaterThan(1);
  const { models } = await lab.readManifest();
  const silent = models.find(({ label, data }) => label === twins[0]!.label && data === 'raw')!.id;
  await change(
    lab.readSummary,
    reciting(({ model, recited }) => (model === silent ? 0 : recited))
  );
  expect((await resolutions()).twins).toEqual(twins.slice(1));
});

test.each([
  ['compression', compression, 'no model with a deduplicated twin'],
  ['what is memorized', memorized, 'no deduplicated model']
])('%s needs a deduplicated model', async (_, evidence, message) => {
  const corpus = await corpora.readCorpus();
  await change(lab.readManifest, withoutTwins);
  vi.mocked(corpora.readCorpus).mockResolvedValue({ ...corpus, manifest: await lab.readManifest() });
  await expect(evidence()).rejects.toThrow(message);
});

test('definitions need the entry of the model that they begin with', async () => {
  await files();
  await change(lab.readManifest, (manifest) => (manifest.models = []));
  await expect(files()).rejects.toThrow('entry of the model');
});

test('passages never read whole are not spoken of where none were planted', async () => {
  const corpus = await corpora.readCorpus();
  const conditions = corpus.manifest.conditions.filter(({ condition }) => condition !== 'fragments');
  vi.mocked(corpora.readCorpus).mockResolvedValue({
    ...corpus,
    manifest: { ...corpus.manifest, conditions }
  });
  expect((await notInTheData()).ours).toBeNull();
});

test('a passage that the deduplicated twin recites as well is not counted as removed', async () => {
  const { twins } = await resolutions();
  expect(twins.every(({ removed, gone }) => removed === 1 && gone > 1)).toBe(true);
  const { readOutcomes } = await vi.importActual<typeof outcomes>('../outcomes.ts');
  const { models } = await lab.readManifest();
  vi.mocked(outcomes.readOutcomes).mockImplementation(async (model, given) => {
    const entry = models.find(({ id }) => id === model);
    if (entry?.data !== 'dedup') return readOutcomes(model, given);
    const sibling = models.find(({ data, label }) => data === 'raw' && label === entry.label)!;
    const all = await readOutcomes(sibling.id, given);
    // All but one of those that count.
    const spared = all.find(
      ({ recited, passage }) => recited && passage.condition === 'exact' && passage.copies >= 2
    );
    return all.map((outcome) => (outcome === spared ? { ...outcome, recited: false } : outcome));
  });
  for (const { gone, removed, before } of (await resolutions()).twins) {
    expect(gone).toBe(1);
    expect(removed).toBeCloseTo(1 / before, 12);
  }
});

test('the tokens read are those of the largest model', async () => {
  await change(lab.readManifest, ({ models }) => {
    models.find(({ id }) => id === 'd8-raw')!.tokens_seen = 7;
  });
  expect((await memorized()).tokensRead).toBe(7);
});

test('without a report nothing is said of what was fitted or predicted', async () => {
  vi.mocked(reports.readReport).mockResolvedValue(null);
  const { fitted, models, timing, traces } = await memorized();
  const { seeds, halves, course, canaries, read, sizeSteps, openings } = await moreCounts();
  expect([sizeSteps, openings]).toEqual([[], []]);
  expect([timing, traces, read]).toEqual([null, null, null]);
  expect(fitted).toEqual({ opening: null, predicted: null });
  expect(models.every(({ fit }) => fit === null)).toBe(true);
  expect([seeds, halves, course, canaries]).toEqual([null, null, null, []]);
  const { goldfish, rows } = await resolutions();
  expect(goldfish ?? null).toBeNull();
  const ours = rows.filter(({ group }) => group === 'Measured by us, on planted passages');
  expect(ours.filter(({ label }) => label.startsWith('Goldfish'))).toEqual([]);
});

test('a text as long as its prompt is not compressed', async () => {
  await changeCurve('acr_bars', (rows) => rows.map((row) => ({ ...row, avg_compression_ratio: '1' })));
  const { ratios } = await compression();
  expect(ratios.rows.map(({ strong }) => strong)).toEqual(ratios.rows.map(() => false));
});

test('compression needs a recorded passage', async () => {
  const release = await published.readPublished();
  vi.mocked(published.readPublished).mockResolvedValue({ ...release, passages: [] });
  await expect(compression()).rejects.toThrow('records no passage');
});

test('alignment needs an answer from behind the filter', async () => {
  await change(recorded.readFilterRecord, (record) => (record.sets = []));
  await expect(alignment()).rejects.toThrow('The record of the filter lacks pieces, exact');
});
