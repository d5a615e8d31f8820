import { PRESETS } from '#lib/measures/definition.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { piecesOf } from '#lib/completion/pieces.ts';
import { levelsOf, reaching, THRESHOLDS } from '#lib/demos/whole-work/levels.ts';
import type { Chapter, WholeWorkStart } from '#lib/demos/whole-work/start.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { wordsOf } from '#lib/measures/blocks.ts';
import {
  downloadBytes,
  fetched,
  filesToRun,
  modelBytes,
  type Manifest,
  type WorkModel
} from '#lib/release/manifest.ts';
import type { Tokenizer } from '#lib/release/tokenizer.ts';
import {
  parseWorkResults,
  parseWorks,
  type Work,
  type WorkResults,
  type WorkRun
} from '#lib/release/works.ts';
import { labJson, once, readManifest } from './lab.ts';
import { readCorpus } from './corpus.ts';
import { readReport } from './report.ts';

/** Bytes of the largest model that is shown before a reader has chosen one. */
const MOST_BYTES = 6.5e6;

/** Tokens given, where nothing else is said. */
export const OPENING = 16;

/** Copies from which a slip is worth following: with fewer there is little to come back to. */
const SLIPS = 16;

/** The probability from which a place of the strip is filled at first: one sample in a thousand (Cooper et al. 2025). */
const THRESHOLD = 0.001;

/** The chapters that were planted whole, and what came of each model that read them, by model. */
export interface Works {
  manifest: Manifest;
  tokenizer: Tokenizer;
  works: Work[];
  /** From small to large, with all copies before their twins. */
  models: WorkModel[];
  results: Map<string, WorkResults>;
}

/** Null where the published release has no model that read whole works. */
export const readWorks: () => Promise<Works | null> = once(async () => worksOf(await readManifest()));

/** The same of a release by its manifest. */
export async function worksOf(manifest: Manifest): Promise<Works | null> {
  const { works: file, work_models: models } = manifest;
  if (!file || models.length === 0) return null;
  const [{ tokenizer }, works, results] = await Promise.all([
    readCorpus(),
    labJson(file.path).then(parseWorks),
    Promise.all(
      file.results.map(async ({ model, path }): Promise<[string, WorkResults]> => [
        model,
        parseWorkResults(await labJson(path))
      ])
    )
  ]);
  return { manifest, tokenizer, works, models, results: new Map(results) };
}

/** The models that read every copy, from small to large. */
export const withCopies = ({ models }: Pick<Works, 'models'>): WorkModel[] =>
  models.filter(({ data }) => data === 'works').toSorted((a, b) => a.parameters - b.parameters);

/**
 * The models of the works that are planned and not published: from small to large, with all copies before their twins.
 * What says so is the report, by ids whose first part is the size; the sizes' labels are those of other models.
 */
export async function comingOf({ models }: Manifest): Promise<Pick<WorkModel, 'label' | 'data'>[]> {
  const report = await readReport();
  return (report?.missing.models ?? [])
    .flatMap((id) => {
      const [, size, data] = /^(\w+)-(works|works-dedup)$/.exec(id) ?? [];
      const sibling = models.find((model) => model.id === `${size}-raw`);
      return sibling ? [{ ...sibling, data: data as WorkModel['data'] }] : [];
    })
    .toSorted(
      (a, b) => Number(a.data !== 'works') - Number(b.data !== 'works') || a.parameters - b.parameters
    )
    .map(({ label, data }) => ({ label, data }));
}

/** What a model wrote from the first tokens of a chapter. */
export function runOf({ results }: Works, model: string, work: string, context = OPENING): WorkRun {
  const run = results.get(model)?.runs.find((row) => row.work === work && row.context === context);
  if (!run) throw new Error(`The results of ${model} hold no run on ${work} from ${context} tokens.`);
  return run;
}

/** Of the chapters planted most often, chapter 1 among them, the one of which a model wrote most; of equals, the longest. */
export function farthest(all: Works, model: string): { work: Work; run: WorkRun } {
  const runs = leaders(all.works, ({ copies }) => copies).map((work) => ({
    work,
    run: runOf(all, model, work.id)
  }));
  const best = leaders(runs, ({ run }) => run.matched / run.asked);
  return leaders(best, ({ run }) => run.asked)[0]!;
}

/** The first words of a chapter. */
function openingOf(text: string): string {
  const words = wordsOf(text.slice(0, 200));
  const kept = words.slice(0, 7).join(' ');
  return /[.!?]$/.test(kept) ? kept : `${kept.replace(/[,;:—-]+$/, '')} …`;
}

/** What the demo shows before a reader has asked anything; null where there is no model to show. */
export async function readWholeWork(): Promise<WholeWorkStart | null> {
  const all = await readWorks();
  const model =
    all && (withCopies(all).findLast((each) => downloadBytes(each) <= MOST_BYTES) ?? withCopies(all)[0]);
  if (!all || !model) return null;
  const { manifest, tokenizer, works, models, results } = all;
  const { work, run } = farthest(all, model.id);
  const chapters = works
    .map(({ id, chapter, copies, drawn, token_ids: ids }): Chapter => {
      const text = tokenizer.decode(ids);
      const words = wordsOf(text).length;
      return { id, chapter, copies, drawn, tokens: ids.length, words, opening: openingOf(text) };
    })
    .toSorted((a, b) => b.copies - a.copies || Number(a.drawn) - Number(b.drawn) || a.chapter - b.chapter);
  const levels = (id: string) =>
    Object.fromEntries(results.get(id)!.positions.map((positions) => [positions.work, levelsOf(positions)]));
  return {
    release: manifest.release,
    window: manifest.context,
    contexts: [...new Set(results.get(model.id)!.runs.map(({ context }) => context))],
    models: models.map((each) => ({
      ...each,
      dtypes: each.dtypes.slice(0, 1),
      files: filesToRun(each) as WorkModel['files']
    })),
    coming: await comingOf(manifest),
    chapters,
    state: {
      model: model.id,
      work: work.id,
      from: 0,
      given: OPENING,
      threshold: THRESHOLD,
      place: null,
      definition: PRESETS[0]!.definition
    },
    shown: {
      ids: work.token_ids,
      pieces: piecesOf(work.token_ids, tokenizer),
      run,
      rest: piecesOf(run.rest, tokenizer)
    },
    levels: levels(model.id),
    reaching: Object.fromEntries(
      models.map(({ id }) => [
        id,
        Object.fromEntries(Object.entries(levels(id)).map(([work, text]) => [work, reaching(text)]))
      ])
    ),
    files: {
      works: fetched(manifest.works!),
      tokenizer: fetched(manifest.tokenizer),
      results: Object.fromEntries(manifest.works!.results.map((file) => [file.model, fetched(file)]))
    }
  };
}

/** Mean share over chapters, each counted once whatever its length, with its 95 % interval as training/works_report.py has it. */
export interface OverChapters {
  value: number;
  low: number;
  high: number;
}

/** The chapters that chance assigned this many copies, and what one model wrote of them from `OPENING` tokens. */
export interface WorkRung {
  copies: number;
  n: number;
  /** Share of their words in long near-verbatim blocks. */
  near: OverChapters;
  /** Share of the places at which the next 50 tokens have a probability of `THRESHOLD` or more. */
  likely: OverChapters;
  /** Those that were written to the end without a mistake. */
  whole: number;
  /** The first mistake of the others: the end came too early, another place of the chapter followed, or other words. */
  slips: { ended: number; jumped: number; strayed: number };
}

function slipsOf(runs: readonly WorkRun[]): WorkRung['slips'] {
  const slips = { ended: 0, jumped: 0, strayed: 0 };
  for (const { matched, asked, rest, ended, back } of runs) {
    if (matched === asked) continue;
    if (ended && rest.length === 0) slips.ended++;
    else if (back?.after === 0) slips.jumped++;
    else slips.strayed++;
  }
  return slips;
}

function overChapters(shares: readonly number[]): OverChapters {
  const sum = shares.reduce((total, share) => total + share, 0);
  return { value: sum / shares.length, ...wilson(sum, shares.length) };
}

/** Share of a chapter's places from which the next 50 tokens come at least once in a thousand samples. */
function likelyIn({ results }: Works, model: string, work: string): number {
  const levels = levelsOf(results.get(model)!.positions.find((positions) => positions.work === work)!);
  return reaching(levels)[THRESHOLDS.indexOf(THRESHOLD)]! / levels.length;
}

/** What the chapters' text says of whole works; null where none are published. */
export async function worksEvidence() {
  const all = await readWorks();
  if (!all) return null;
  const drawn = all.works.filter(({ drawn }) => drawn);
  const copies = [...new Set(drawn.map((work) => work.copies))].toSorted((a, b) => a - b);
  const sizes = withCopies(all).map((model, at, { length }) => {
    const rungs = copies.map((n): WorkRung => {
      const runs = drawn.filter((work) => work.copies === n).map(({ id }) => runOf(all, model.id, id));
      return {
        copies: n,
        n: runs.length,
        near: overChapters(runs.map((run) => run.near_verbatim)),
        likely: overChapters(runs.map(({ work }) => likelyIn(all, model.id, work))),
        whole: runs.filter((run) => run.matched === run.asked).length,
        slips: slipsOf(runs)
      };
    });
    const slipped = drawn
      .filter((work) => work.copies >= SLIPS)
      .map(({ id }) => runOf(all, model.id, id))
      .filter((run) => run.matched < run.asked);
    return {
      label: model.label,
      parameters: model.parameters,
      tone: length > 1 ? at / (length - 1) : 1,
      bytes: modelBytes(model),
      rungs,
      slips: { copies: SLIPS, runs: slipped.length, back: slipped.filter(({ back }) => back).length },
      /** Those that were chosen and not drawn. */
      chosen: all.works
        .filter(({ drawn }) => !drawn)
        .map(({ id, chapter, copies }) => {
          const run = runOf(all, model.id, id);
          return { chapter, copies, near: run.near_verbatim, matched: run.matched, slips: slipsOf([run]) };
        })
    };
  });
  const lengths = drawn.map(({ token_ids }) => token_ids.length);
  return {
    given: OPENING,
    chapters: drawn.length,
    copies,
    least: Math.min(...lengths),
    most: Math.max(...lengths),
    sizes
  };
}
