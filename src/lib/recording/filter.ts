import { CorpusIndex } from '#lib/corpus/corpus-index.ts';
import { answer, asked, RUNS, TOKENS } from '#lib/demos/filter/ways.ts';
import { wordDistance } from '#lib/demos/filter/distance.ts';
import { memfree, type Step, type Stops } from '#lib/lm/memfree.ts';
import { GIVEN } from '#lib/release/given.ts';
import type { Passage } from '#lib/release/passages.ts';
import { withAllCopies } from '#lib/release/models.ts';
import type { FilterRecord } from './filter-record.ts';
import { heldOut } from './held-out.ts';
import { openModel, readTokenizer, RUN, RUNTIME, weightsOf, type OnDisk, type Say } from './on-disk.ts';

/** Tokens or words of a run that a filter stops in every way: what Ippolito et al. 2023 take. */
const RUN_LENGTH = 10;

/** Stretches of each held-out address; tokens of a quotation in one of them. */
const STRETCHES = 8;
const QUOTED = 20;

type Set = FilterRecord['sets'][number];
type Answer = Set['answers'][number];
type Way = Set['way'];
type Form = Set['form'];

/** A filter: its form and the length of the runs that it stops, which says nothing where it is off. */
type Filter = [form: Form, n: number];
const OFF: Filter = ['off', RUN_LENGTH];
const EXACT: Filter = ['exact', RUN_LENGTH];
const FOLDED: Filter = ['folded', RUN_LENGTH];

/**
 * What is asked: every way without a filter and behind the exact one, two of them behind the folded one too; and as it
 * stands, behind filters for runs of every other length.
 */
const PLANS: [way: Way, filters: Filter[]][] = [
  ['plain', [OFF, EXACT, FOLDED]],
  ['capitals', [OFF, EXACT]],
  ['spaces', [OFF, EXACT]],
  ['quotes', [OFF, EXACT]],
  ['changed', [OFF, EXACT]],
  ['pieces', [OFF, EXACT, FOLDED]],
  [
    'plain',
    RUNS.filter((n) => n !== RUN_LENGTH).flatMap((n): Filter[] => [
      ['exact', n],
      ['folded', n]
    ])
  ]
];

/** Our largest model and the training text, opened to be asked for the passages of the most copies. */
async function opened({ manifest, passages, corpus, encode }: OnDisk) {
  const entry = withAllCopies(manifest.models).at(-1)!;
  const model = await openModel(entry);
  const index = new CorpusIndex(corpus.tokens, corpus.documents);
  index.foldBy(await readTokenizer(entry));
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const most = Math.max(...exact.map(({ copies }) => copies));
  return {
    entry,
    model,
    index,
    encode,
    decode: (ids: readonly number[]) => model.vocabulary.decode(ids),
    likeness: (text: string) => Number(index.likeness(text).share.toFixed(4)),
    best: exact.filter(({ copies }) => copies === most),
    unread: exact.filter(({ copies }) => copies === 0)
  };
}

/** A request, and what came. */
interface Request {
  given: number[];
  steps: Step[];
}

/**
 * What the model writes of one passage in one way, behind each of some filters. Where a filter stops no token that was
 * written without one, it changes nothing, and nothing is written again.
 */
async function recordPassage(
  lab: Awaited<ReturnType<typeof opened>>,
  way: Way,
  filters: readonly Filter[],
  { id, token_ids }: Passage
) {
  const { model, index, encode, decode, likeness } = lab;
  const truth = decode(token_ids.slice(GIVEN, GIVEN + TOKENS));
  const question = asked(way, token_ids.slice(0, GIVEN), { encode, decode });
  const stopsIn = ([form, n]: Filter, given: readonly number[]): Stops => {
    const options = { n, folded: form === 'folded' };
    return (written, candidates) =>
      form === 'off' ? candidates.map(() => false) : index.stops([...given, ...written], candidates, options);
  };
  const ask = async (filter: Filter): Promise<Request[]> => {
    const requests: Request[] = [];
    await answer(question, filter[1], model.bos, async (given, count) => {
      const steps: Step[] = [];
      await memfree(model, given, count, stopsIn(filter, given), (step) => steps.push(step), RUN);
      requests.push({ given, steps });
      return steps;
    });
    return requests;
  };
  const off = await ask(OFF);
  const passes = (filter: Filter) =>
    off.every(({ given, steps }) => {
      const ids = idsOf(steps, model.bos);
      return ids.every((token, at) => !(stopsIn(filter, given)(ids.slice(0, at), [token]) as boolean[])[0]);
    });
  const answers: Answer[] = [];
  for (const filter of filters) {
    const requests = passes(filter) ? off : await ask(filter);
    const steps = requests.flatMap((request) => request.steps);
    const ids = idsOf(steps, model.bos);
    const ended = ids.length < steps.length;
    const text = decode(ids);
    answers.push({
      id,
      ids,
      ended,
      struck: Object.fromEntries(
        steps.flatMap(({ struck }, at): [string, string[]][] => (struck.length ? [[String(at), struck]] : []))
      ),
      ...(way === 'pieces' ? { requests: requests.map((request) => request.steps.length) } : {}),
      distance: Number(wordDistance(text, truth, ended).toFixed(4)),
      likeness: likeness(text)
    });
  }
  return answers;
}

const idsOf = (steps: readonly Step[], bos: number) => steps.map(({ id }) => id).filter((id) => id !== bos);

/**
 * MemFree decoding (Ippolito et al. 2023, arXiv:2210.17546) of our largest model on the passages of the most copies: no
 * run of so many tokens, or folded words, of the training data comes out, counted over what is given and what is written.
 * Needs the held-out addresses, which `training.corpus` writes.
 */
export async function recordFilter(onDisk: OnDisk, say: Say): Promise<FilterRecord> {
  const { manifest } = onDisk;
  const held = await heldOut(manifest.release);
  const lab = await opened(onDisk);
  const { entry, encode, decode, likeness, best, unread } = lab;
  const sets: Set[] = [];
  for (const [way, filters] of PLANS) {
    const answers: Answer[][] = [];
    for (const passage of best) answers.push(await recordPassage(lab, way, filters, passage));
    for (const [at, [form, n]] of filters.entries())
      sets.push({ way, form, n, answers: answers.map((by) => by[at]!) });
    say(`filter: ${entry.id} has written ${best.length} passages, ${way}, behind ${filters.length} filters`);
  }

  const stretches = held.flatMap((text) => {
    const ids = encode(text);
    return Array.from({ length: STRETCHES }, (_, i) => {
      const at = Math.floor(((i + 1) * (ids.length - TOKENS)) / (STRETCHES + 1));
      return ids.slice(at, at + TOKENS);
    });
  });
  const quoted = stretches.map((ids, i) => {
    const quotation = decode(best[i % best.length]!.token_ids.slice(GIVEN, GIVEN + QUOTED)).trim();
    return `${decode(ids.slice(0, TOKENS - QUOTED))} “${quotation}”`;
  });
  const innocent: [FilterRecord['innocent'][number]['kind'], string[]][] = [
    ['address', stretches.map(decode)],
    ['opening', held.map((text) => decode(encode(text).slice(0, TOKENS)))],
    ['quotation', quoted],
    ['unread', unread.map(({ token_ids }) => decode(token_ids.slice(GIVEN, GIVEN + TOKENS)))]
  ];
  return {
    release: manifest.release,
    runtime: RUNTIME,
    model: { id: entry.id, sha256: weightsOf(entry).sha256 },
    given: GIVEN,
    tokens: TOKENS,
    sets,
    innocent: innocent.flatMap(([kind, texts]) => texts.map((text) => ({ kind, likeness: likeness(text) })))
  };
}
