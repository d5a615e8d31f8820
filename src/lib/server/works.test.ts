import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { levelsOf, reaching, THRESHOLDS } from '#lib/demos/whole-work/levels.ts';
import { recite } from '#lib/lm/recite.ts';
import { randomStream } from '#lib/measures/random.ts';
import { logprob, softmax } from '#lib/lm/softmax.ts';
import { exactShare, nearVerbatimShare } from '#lib/measures/blocks.ts';
import { writtenIn } from '#lib/release/works.ts';
import { openModel, RUN } from '#lib/recording/on-disk.ts';
import { interval, lab, manifest, report } from './fixture.ts';
import { readManifest } from './lab.ts';
import { comingOf, readWholeWork, readWorks, runOf, worksEvidence, worksOf } from './works.ts';

// What is published of whole works is what the page's own engine gives; nothing to test before any is published.
const all = await readWorks();
const published = test.runIf(all !== null);
const SPAN = 50;

published('the measures of each recorded run are those that the page counts', () => {
  const { works, results, tokenizer } = all!;
  for (const { runs } of results.values()) {
    for (const run of runs) {
      const work = works.find(({ id }) => id === run.work)!;
      const truth = work.token_ids.slice(run.context);
      const written = writtenIn(run, work);
      expect(truth).toHaveLength(run.asked);
      expect(exactShare(truth, written)).toBeCloseTo(run.exact, 3);
      expect(nearVerbatimShare(tokenizer.decode(truth), tokenizer.decode(written))).toBeCloseTo(
        run.near_verbatim,
        3
      );
      if (work.copies === 0) expect([run.exact, run.near_verbatim]).toEqual([0, 0]);
    }
  }
});

published(
  'the run on show first is what the shipped file writes when asked again, past its window',
  async () => {
    const start = (await readWholeWork())!;
    const { works } = all!;
    const entry = start.models.find(({ id }) => id === start.state.model)!;
    const work = works.find(({ id }) => id === start.state.work)!;
    const run = runOf(all!, entry.id, work.id, start.state.given);
    const expected = writtenIn(run, work).slice(0, 300);
    const written: number[] = [];
    const model = await openModel(entry);
    const ids = work.token_ids.slice(0, run.context);
    await recite(model, ids, { start: true, count: expected.length }, (id) => written.push(id), RUN);
    expect(expected.length).toBeGreaterThan(model.context);
    expect(written).toEqual(expected);
  }
);

published('20 positions of the strip, drawn anew each time, are what the shipped file gives', async () => {
  const { works, models, results } = all!;
  const seed = Date.now() % 1_000_000;
  const random = randomStream(seed);
  const opened = await Promise.all(models.map((entry) => openModel(entry)));
  for (let i = 0; i < 20; i++) {
    const model = opened[i % models.length]!;
    const found = results.get(models[i % models.length]!.id)!;
    const row = found.positions[Math.floor(random() * found.positions.length)]!;
    const ids = works.find(({ id }) => id === row.work)!.token_ids;
    const at = Math.floor(random() * row.logprob.length);
    const logits = model.forward(ids.slice(at, at + 2 * SPAN - 1), model.cache());
    let sum = 0;
    for (let t = SPAN; t < 2 * SPAN; t++) {
      const size = model.vocabulary.size;
      sum += logprob(softmax(logits.subarray((t - 1) * size, t * size)), ids[at + t]!);
    }
    // Published with two decimals.
    expect(Math.abs(sum - row.logprob[at]!), `${row.work}, place ${at}, seed ${seed}`).toBeLessThan(0.02);
  }
});

published('the strip and its counts are those of the published probabilities', async () => {
  const start = (await readWholeWork())!;
  for (const { model, positions } of all!.results.values()) {
    for (const row of positions) {
      const counts = start.reaching[model]![row.work]!;
      THRESHOLDS.forEach((threshold, i) => {
        let filled = 0;
        for (const value of row.logprob_top_k) if (value !== null && value >= Math.log(threshold)) filled++;
        expect(counts[i]).toBe(filled);
      });
      expect(reaching(levelsOf(row))).toEqual(counts);
    }
  }
});

/* eslint-disable @typescript-eslint/no-explicit-any -- the files are looked at as they are, without a schema */

published(
  'what the text says of whole works is counted over the published runs, and agrees with the report',
  async () => {
    const works: any[] = lab(manifest.works.path).works;
    const evidence = (await worksEvidence())!;
    const lengths = works.flatMap(({ drawn, token_ids }) => (drawn ? [token_ids.length] : []));
    expect([evidence.chapters, evidence.least, evidence.most]).toEqual([
      lengths.length,
      lengths.reduce((a, b) => (b < a ? b : a)),
      lengths.reduce((a, b) => (b > a ? b : a))
    ]);
    const models: any[] = manifest.work_models.filter(({ data }: any) => data === 'works');
    expect(evidence.sizes.map(({ label }) => label)).toEqual(models.map(({ label }) => label));
    for (const [i, { id, files }] of models.entries()) {
      const size = evidence.sizes[i]!;
      const runs: any[] = lab(`${manifest.release}/results/${id}.json`).runs.filter(
        ({ context }: any) => context === 16
      );
      const of = (copies: number, drawn = true) =>
        works
          .filter((work) => work.copies === copies && work.drawn === drawn)
          .map((work) => runs.find((run) => run.work === work.id));
      let bytes = 0;
      for (const file of files)
        if (/\/(config\.json|tokenizer\.json|onnx\/model_quantized\.onnx)$/.test(file.path))
          bytes += file.bytes;
      expect(size.bytes).toBe(bytes);
      for (const rung of size.rungs) {
        const mine = of(rung.copies);
        let [near, whole, ended, jumped] = [0, 0, 0, 0];
        for (const run of mine) {
          near += run.near_verbatim;
          if (run.matched === run.asked) whole++;
          else if (run.rest.length === 0) ended++;
          else if (run.back && run.back.after === 0) jumped++;
        }
        const n = mine.length;
        expect(rung).toMatchObject({
          n,
          whole,
          slips: { ended, jumped, strayed: n - whole - ended - jumped }
        });
        const bounds = interval(near, n);
        expect([rung.near.value, rung.near.low, rung.near.high]).toEqual(
          [near / n, bounds.low, bounds.high].map((value) => expect.closeTo(value, 9))
        );
        const row = report.works.runs.find(
          (row: any) => row.model === id && row.copies === rung.copies && row.drawn && row.context === 16
        );
        expect(row).toMatchObject({ n, whole });
        for (const key of ['value', 'low', 'high'] as const)
          expect(rung.near[key]).toBeCloseTo(row.near_verbatim[key], 3);
        const { covered } = report.works.positions.find(
          (row: any) => row.model === id && row.copies === rung.copies && row.drawn
        );
        const thousandth = covered.find(({ threshold }: any) => threshold === 0.001);
        for (const key of ['value', 'low', 'high'] as const)
          expect(rung.likely[key]).toBeCloseTo(thousandth[key], 3);
      }
      const slipped = [16, 32, 64].flatMap((copies) => of(copies)).filter((run) => run.matched < run.asked);
      const back = slipped.filter((run) => run.back !== null).length;
      expect(size.slips).toEqual({ copies: 16, runs: slipped.length, back });
      const [run] = of(64, false);
      expect(size.chosen).toMatchObject([
        { chapter: 1, copies: 64, near: run.near_verbatim, matched: run.matched }
      ]);
    }
  }
);

test('a release without such models has nothing to tell of them', async () => {
  const release = await readManifest();
  expect(await worksOf({ ...release, work_models: [] })).toBeNull();
  expect(await worksOf({ ...release, works: undefined })).toBeNull();
});

test('the models that are still to come are those that the settings name and the release lacks', async () => {
  const settings: any[] = JSON.parse(readFileSync('training/configs/main.json', 'utf8')).models;
  const there = manifest.work_models.map(({ id }: any) => id);
  const missing = settings.filter(({ id, data }) => data.startsWith('works') && !there.includes(id));
  const coming = await comingOf(await readManifest());
  expect(coming.map(({ data }) => data).toSorted()).toEqual(missing.map(({ data }) => data).toSorted());
  for (const { label } of coming) expect(manifest.models.map((model: any) => model.label)).toContain(label);
});
