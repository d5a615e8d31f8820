import { expect, test } from 'vitest';
import { levelsOf, reaching, THRESHOLDS } from '#lib/demos/whole-work/levels.ts';
import { recite } from '#lib/lm/recite.ts';
import { randomStream } from '#lib/lm/random.ts';
import { logprob, softmax } from '#lib/lm/softmax.ts';
import { exactShare, nearVerbatimShare } from '#lib/measures/blocks.ts';
import { writtenIn } from '#lib/release/works.ts';
import { openModel, RUN } from '#lib/recording/on-disk.ts';
import { readWholeWork, readWorks, runOf } from './works.ts';

// What is published of whole works is what the page's own runtime gives; nothing to test before any is published.
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
    const expected = writtenIn(run, work).slice(0, 400);
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
  const entry = models[0]!;
  const model = await openModel(entry);
  const found = results.get(entry.id)!;
  for (let i = 0; i < 20; i++) {
    const row = found.positions[Math.floor(random() * found.positions.length)]!;
    const ids = works.find(({ id }) => id === row.work)!.token_ids;
    const at = Math.floor(random() * row.logprob.length);
    const logits = await model.forward(ids.slice(at, at + 2 * SPAN - 1), model.cache());
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
        let dark = 0;
        for (const value of row.logprob_top_k) if (value !== null && value >= Math.log(threshold)) dark++;
        expect(counts[i]).toBe(dark);
      });
      expect(reaching(levelsOf(row))).toEqual(counts);
    }
  }
});
