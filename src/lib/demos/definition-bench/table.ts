// The published results of all models, small enough for a page: per output one number of 32 bits for its edit
// distances and one for its log-probability.
import * as v from 'valibot';
import type { Manifest } from '#lib/release/manifest.ts';
import { Condition, type Passage } from '#lib/release/passages.ts';
import type { ResultRow } from '#lib/release/results.ts';
import { prefixDistances } from '#lib/measures/near-stretch.ts';
import { ASKED, CONTEXTS, type Outcome, type Standing } from '#lib/measures/definition.ts';

const Group = v.object({
  condition: Condition,
  copies: v.number(),
  /** Per cent of the tokens replaced (near), tokens a piece (fragments). */
  level: v.nullable(v.number())
});

/** Passages of one condition, planted in one way. */
export type Group = v.InferOutput<typeof Group>;

const BenchPassage = v.object({
  id: v.string(),
  /** Tokens. */
  length: v.number(),
  /** Place in `groups`. */
  group: v.number()
});

export type BenchPassage = v.InferOutput<typeof BenchPassage>;

const BenchModel = v.object({
  id: v.string(),
  label: v.string(),
  parameters: v.number(),
  data: v.string(),
  /** Base64 of unsigned 32-bit numbers, by passage and then by context, lowest byte first. */
  distances: v.string(),
  /** The same of log-probabilities in units of -0.0001; NEVER for a probability of 0, ABSENT for a passage too short. */
  logprobs: v.string()
});

export type BenchModel = v.InferOutput<typeof BenchModel>;

/** What the page loads to count anew. */
export const BenchTable = v.object({
  release: v.string(),
  groups: v.array(Group),
  passages: v.array(BenchPassage),
  /** Whether the probabilities are those of drawing from the 40 likeliest tokens; else of the whole distribution. */
  topK: v.boolean(),
  models: v.array(BenchModel)
});

export type BenchTable = v.InferOutput<typeof BenchTable>;

const UNIT = 1e-4;
const ABSENT = 0xffffffff;
const NEVER = ABSENT - 1;

/** One row of a model: what was asked, and what the results say of it. */
export interface BenchRow {
  passage: BenchPassage;
  group: Group;
  context: number;
  outcome: Outcome;
}

const packed = (logprob: number | null) => (logprob === null ? NEVER : Math.round(-logprob / UNIT));

/** Makes the table. `results` are the rows by model id; a model without rows is left out. */
export function packTable(
  manifest: Pick<Manifest, 'release' | 'models'>,
  passages: readonly Passage[],
  results: ReadonlyMap<string, readonly ResultRow[]>
): BenchTable {
  const groups: Group[] = [];
  const listed = passages.map((passage): BenchPassage => {
    const { condition, copies, level = null } = passage;
    const same = (g: Group) => g.condition === condition && g.copies === copies && g.level === level;
    let group = groups.findIndex(same);
    if (group < 0) group = groups.push({ condition, copies, level }) - 1;
    return { id: passage.id, length: passage.token_ids.length, group };
  });
  const order = new Map(passages.map(({ id }, at) => [id, at]));
  // One way of drawing for all: as the literature draws, where every row says so.
  const topK = [...results.values()].every((rows) =>
    rows.every(({ logprob_top_k }) => logprob_top_k !== undefined)
  );
  return {
    release: manifest.release,
    groups,
    passages: listed,
    topK,
    models: manifest.models.flatMap(({ id, label, parameters, data }) => {
      const rows = results.get(id);
      if (!rows) return [];
      const distances = new Uint32Array(passages.length * CONTEXTS.length);
      const logprobs = new Uint32Array(distances.length).fill(ABSENT);
      for (const { passage, context, greedy, logprob, logprob_top_k } of rows) {
        const at = order.get(passage);
        const column = CONTEXTS.findIndex((c) => c === context);
        if (at === undefined || column < 0) continue;
        const cell = at * CONTEXTS.length + column;
        const truth = passages[at]!.token_ids.slice(context, context + ASKED);
        distances[cell] = prefixDistances(greedy, truth);
        logprobs[cell] = packed(topK ? logprob_top_k! : logprob);
      }
      return [{ id, label, parameters, data, distances: base64(distances), logprobs: base64(logprobs) }];
    })
  };
}

/** The outputs of one model at one number of tokens given, in the order of the passages. */
export function rowsOf(table: BenchTable, model: string, given: number): BenchRow[] {
  const found = table.models.find(({ id }) => id === model);
  const column = CONTEXTS.findIndex((context) => context === given);
  if (!found || column < 0) return [];
  const { distances, logprobs } = unpacked(found);
  return table.passages.flatMap((passage, at): BenchRow[] => {
    const cell = at * CONTEXTS.length + column;
    if (logprobs[cell] === ABSENT) return [];
    return [
      {
        passage,
        group: table.groups[passage.group]!,
        context: given,
        outcome: {
          distances: distances[cell]!,
          compared: Math.min(ASKED, passage.length - given),
          logprob: logprobs[cell] === NEVER ? -Infinity : 0 - logprobs[cell]! * UNIT
        }
      }
    ];
  });
}

const cache = new WeakMap<BenchModel, { distances: Uint32Array; logprobs: Uint32Array }>();

function unpacked(model: BenchModel) {
  let numbers = cache.get(model);
  if (!numbers) {
    numbers = { distances: fromBase64(model.distances), logprobs: fromBase64(model.logprobs) };
    cache.set(model, numbers);
  }
  return numbers;
}

/** How a passage of a group relates to what a model was trained on. */
export function standingOf({ condition, copies }: Group): Standing {
  if (copies === 0) return 'never';
  return condition === 'near' || condition === 'fragments' ? 'partly' : 'read';
}

/** How often what was planted occurs in a model's training data: once where that was deduplicated. */
export const copiesRead = ({ copies, condition }: Group, data: string) =>
  data === 'dedup' && condition !== 'near' && condition !== 'fragments' ? Math.min(1, copies) : copies;

function base64(numbers: Uint32Array): string {
  const bytes = new Uint8Array(4 * numbers.length);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, at) => view.setUint32(4 * at, number, true));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text: string): Uint32Array {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at, true));
}
