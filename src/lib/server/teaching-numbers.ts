// The numbers of the teaching files, by the names that these give them. Each comes from the evidence of a chapter or from
// what a demo shows, and where a sentence says that one is more or less than another, that is checked here.
import { argue } from '#lib/demos/factor-balance/balance.ts';
import { START } from '#lib/demos/factor-balance/state.ts';
import { rowsOf } from '#lib/demos/definition-bench/table.ts';
import { tally } from '#lib/demos/definition-bench/tally.ts';
import { calledOf } from '#lib/demos/membership/start.ts';
import { benchLink } from '#lib/demos/definition-link.ts';
import { ACCUSATIONS } from '#lib/demos/extraction/attack.ts';
import { prunedOf } from '#lib/demos/shortest-prompt/shortest.ts';
import { PRESETS } from '#lib/measures/definition.ts';
import { mean } from '#lib/measures/mean.ts';
import { matched } from '#lib/measures/matched.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { ASKED, GIVEN } from '#lib/release/given.ts';
import { sizesOf } from '#lib/release/models.ts';
import { capital, list } from '#lib/words/list.ts';
import { count, decimal, fixed, inWords, times } from '#lib/words/number.ts';
import { percent } from '#lib/words/percent.ts';
import { evidence as alignment } from './chapters/alignment.ts';
import { evidence as compression } from './chapters/compression.ts';
import { evidence as examples } from './chapters/examples.ts';
import { evidence as extraction } from './chapters/extraction.ts';
import { evidence as files } from './chapters/files-in-the-computer.ts';
import { evidence as introduction } from './chapters/introduction.ts';
import { evidence as nonAdversarial } from './chapters/non-adversarial.ts';
import { evidence as notInTheData } from './chapters/not-in-the-data.ts';
import { evidence as resolutions } from './chapters/resolutions.ts';
import { evidence as whatIsMemorized } from './chapters/what-is-memorized.ts';
import { readCoder } from './coder.ts';
import { readCopyStart } from './copy.ts';
import { readCorpusSearch } from './corpus-search.ts';
import { readBenchTable } from './definition-bench.ts';
import { once, readManifest, readPassages, readRows } from './lab.ts';
import { readArguments, readLaw } from './law.ts';
import { needed } from './need.ts';
import { readOverlap } from './overlap.ts';
import { readRecital } from './recital.ts';

const need = needed((what) => `The teaching files speak of ${what}, which is not there.`);

/** Ends the build where a sentence would not be true any more. */
function holds(truth: boolean, sentence: string): void {
  if (!truth) throw new Error(`The teaching files say that ${sentence}, and it is not so.`);
}

/** The run that the n-gram dial begins with. */
const USUAL_RUN = 20;

/** Characters of a run that is no formula any more. */
const LONG_RUN = 150;

/** A few copies, of which nothing comes out; and copies of a chapter of which little does. */
const [FEW, LITTLE] = [4, 16];

/** "15.7M at 8, 0.14M at no number" */
const ladder = (sizes: readonly { label: string }[], copies: readonly (number | null)[]) =>
  list(sizes.map(({ label }, at) => `${label} at ${copies[at] ?? 'no number of copies'}`));

async function recital() {
  const { rungs, sizes, asked } = await readRecital();
  const recites = (rung: (typeof rungs)[number], model: string) => rung.told[model]!.matched === asked;
  const largest = sizes.at(-1)!;
  const at = rungs.findIndex((rung) => recites(rung, largest.raw.id));
  const [last, next] = [need(rungs[at], 'a passage that is recited'), need(rungs[at - 1], 'one that is not')];
  holds(
    rungs.slice(at).every((rung) => recites(rung, largest.raw.id)),
    'the largest model recites each passage from some number of copies on'
  );
  holds(
    rungs.every((rung) => sizes.every(({ twin }) => !recites(rung, twin!.id))),
    'no twin recites a passage shown'
  );
  return {
    'recital.last': String(last.copies),
    'recital.next': String(next.copies),
    'recital.nextCount': String(next.recited[largest.raw.id]),
    'recital.smallest': need(
      sizes.find(({ raw }) => recites(rungs.at(-1)!, raw.id)),
      'a model that recites'
    ).label
  };
}

/** The passage of the most copies that the playground has recorded: what each size makes of it. */
async function mostCopied() {
  const { playground } = await introduction();
  const [manifest, passages] = await Promise.all([readManifest(), readPassages()]);
  const sizes = sizesOf(manifest).toReversed();
  const passage = leaders(
    passages.filter(({ id }) => playground.passages.some((of) => of.id === id)),
    ({ copies }) => copies
  )[0]!;
  const truth = passage.token_ids.slice(GIVEN);
  const right = async (model: string) =>
    matched((await readRows(model, GIVEN)).get(passage.id)!.greedy, truth);
  const rows = await Promise.all(sizes.map(async ({ label, raw }) => `${label} ${await right(raw.id)}`));
  return {
    'hist.id': passage.id,
    'hist.ladder': list(rows),
    'hist.twin': inWords(await right(need(sizes[0]?.twin, 'a twin').id))
  };
}

async function balance() {
  const [{ law }, factors] = await Promise.all([readLaw(), readArguments()]);
  const uses = law.cases.flatMap(({ uses = [] }) => uses);
  const real = need(
    uses.find(({ id }) => id === START.base),
    'the case that the balance begins with'
  ).facts;
  const argued = argue(factors, uses, { ...real, [START.fact]: START.option }, real);
  const amount = argued.find(({ number }) => number === 3)!;
  holds(amount.sides.for.length === 0, 'fair use has nothing left on the third factor');
  const sum = (of: (one: (typeof argued)[number]) => number) =>
    inWords(argued.reduce((total, one) => total + of(one), 0));
  return {
    'balance.factors': list(
      argued.filter(({ added, gone }) => added.size + gone.length > 0).map(({ number }) => number)
    ),
    'balance.added': sum(({ added }) => added.size),
    'balance.gone': sum(({ gone }) => gone.length)
  };
}

async function bench() {
  const [{ numbers, start }, table] = await Promise.all([files(), readBenchTable()]);
  const loose = PRESETS.find(({ id }) => id === 'loose')!.definition;
  const longer = { ...loose, portion: { unit: 'tokens' as const, value: 8 } };
  const { by, groups } = tally(rowsOf(table, start.state.model, longer.given), longer);
  const control = groups.find(({ group }) => group.condition === 'exact' && group.copies === 0)!;
  holds(numbers.controlsMost === 0, 'no definition in use passes a paragraph that was never read');
  holds(
    control.counted === 0 && by.read.counted > numbers.exact.read.counted,
    'a longer portion empties the control'
  );
  return {
    'bench.exact': String(numbers.exact.read.counted),
    'bench.exact.never': inWords(numbers.exact.never.counted),
    'bench.passages': String(numbers.passages),
    'bench.control': String(numbers.controls),
    'bench.loose': String(numbers.loose.read.counted),
    'bench.loose.never': inWords(numbers.loose.never.counted),
    'bench.looseLink': benchLink(loose),
    'bench.sampledLink': benchLink(PRESETS.find(({ id }) => id === 'discoverable')!.definition),
    'bench.longer': String(by.read.counted),
    'bench.least': String(numbers.least),
    'bench.most': String(numbers.most),
    'bench.sampled': String(numbers.sampled),
    'bench.sampledLabel': PRESETS.find(({ id }) => id === 'discoverable')!.label,
    'bench.given.few': String(numbers.given[8])
  };
}

async function copies() {
  const { models, works, ...rest } = await whatIsMemorized();
  const [largest, down] = [models.at(-1)!, models.toReversed()];
  const rung = (model: (typeof models)[number], n: number) =>
    need(
      model.ladder.find(({ copies }) => copies === n),
      `passages of ${n} copies`
    );
  const once = rung(largest, 1);
  const none = rung(largest, 0);
  const twins = models.reduce((sum, { twin }) => sum + (twin?.all.recited ?? 0), 0);
  holds(twins === 0 && once.recited === 0 && rung(largest, FEW).recited === 0, 'twins recite nothing');
  const contexts = models.map(({ byContext }) => [byContext[0]!.recited, byContext.at(-1)!.recited]);
  const twin = need(largest.twin ?? undefined, 'a twin of the largest model');
  holds(twin.bitsPerByte < largest.bitsPerByte, 'the twin is the better model');

  const small = need(works?.sizes[0], 'a model that read whole chapters');
  const numbers = small.rungs.map((of) => of.copies);
  const [most, middle] = [numbers.at(-1)!, numbers.at(-2)!];
  const same = need(
    models.find(({ label }) => label === small.label),
    'a model of the same size'
  );
  const near = (n: number) => need(small.rungs.find((of) => of.copies === n)?.near.value, `chapters of ${n}`);
  const passages = rung(same, middle);
  holds(
    passages.share > 0.5 && near(middle) < 0.1 && near(most) > 0.5,
    'a model recites most passages of so many copies and hardly any of a chapter'
  );
  return {
    'copies.first': ladder(
      down,
      down.map(({ first }) => first)
    ),
    'copies.half': ladder(
      down,
      down.map(({ half }) => half)
    ),
    'none.high': percent(none.high),
    'once.high': percent(once.high),
    'once.recited': inWords(once.recited),
    'four.copies': inWords(FEW),
    'four.recited': inWords(rung(largest, FEW).recited),
    'twins.recited': capital(inWords(twins)),
    'twin.bits': fixed(twin.bitsPerByte, 2),
    'sibling.bits': fixed(largest.bitsPerByte, 2),
    repeated: percent(rest.repeated),
    'context.few': String(largest.byContext[0]!.context),
    'context.many': String(largest.byContext.at(-1)!.context),
    'context.ends': contexts
      .map(([few, many], at) => `${models[at]!.label} ${few} and ${many}`)
      .toReversed()
      .slice(0, 3)
      .join('; '),
    'works.label': small.label,
    'works.most': String(most),
    'works.middle': String(middle),
    'works.mostShare': percent(near(most)),
    'works.middleShare': percent(near(middle)),
    'works.sixteenShare': near(LITTLE) === 0 ? 'nothing' : percent(near(LITTLE)),
    'works.passages': `${passages.recited} of ${passages.n}`
  };
}

async function bits() {
  const { crossing, example, lessons, room, smallest } = await compression();
  const { models, texts } = await readCoder();
  const sent = (model: string) =>
    list(
      texts.map(({ copies, sent }) => {
        const read = copies === 0 ? 'never read' : `read ${times(copies)}`;
        return `${sent[model]!.message.length / 2} bytes for the one ${read}`;
      })
    );
  const smallestModel = need(
    models.find(({ label, data }) => label === smallest.label && data === 'raw'),
    'the smallest model'
  );
  const unread = texts.at(-1)!.sent;
  holds(
    unread[models[0]!.id]!.message.length >= unread[smallestModel.id]!.message.length,
    'the unread passage costs the largest model no less'
  );
  const each = 2 ** (-example.deduplicated / example.tokens);
  return {
    'coder.plain': String(crossing.most.plain),
    'coder.packed': String(crossing.most.packed),
    'coder.sent': String(crossing.most.sent),
    'coder.largest': sent(models[0]!.id),
    'coder.smallest': sent(smallestModel.id),
    'example.tokens': String(example.tokens),
    'example.bits': decimal(example.bits, 2),
    'example.twin': decimal(example.deduplicated, 0),
    'example.twinEach': decimal(example.deduplicated / example.tokens, 2),
    'example.probability': percent(2 ** -example.bits),
    'example.each': percent(each),
    'lesson.asked': String(lessons.asked),
    'lesson.small': lessons.small.label,
    'lesson.small.readings': String(lessons.small.readings),
    'lesson.small.half': String(lessons.small.halfway.readings),
    'lesson.small.matched': String(lessons.small.halfway.matched),
    'lesson.small.first': decimal(lessons.small.bits.first, 0),
    'lesson.small.bits': decimal(lessons.small.halfway.bits, 0),
    'lesson.small.unlearning': String(lessons.small.unlearning),
    'lesson.small.again': String(lessons.small.again),
    'lesson.large': lessons.large.label,
    'lesson.large.readings': String(lessons.large.readings),
    'lesson.large.again': String(lessons.large.again),
    'room.times': String(Math.floor(room.capacity / room.plantedBytes)),
    'room.once': inWords(room.once.recited)
  };
}

async function attacks() {
  const { attack, lower, demo } = await extraction();
  const { recorded } = demo.start;
  const hits = (order: string) =>
    need(
      recorded.hits.find((of) => of.order === order),
      `the ranking ${order}`
    ).copies;
  const { finds, once: single } = recorded.opened.seen;
  holds(hits('lowercase') < hits('unranked'), 'the ranking by lowercase hurts');
  return {
    'attack.drawn': count(attack.drawn),
    'attack.unranked': String(attack.unranked),
    'attack.most': String(attack.most),
    'attack.found': String(lower.found),
    'attack.recited': String(lower.recited),
    'attack.missed': String(lower.missed),
    'demo.accusations': String(ACCUSATIONS),
    'demo.asis': String(hits('unranked')),
    'demo.zlib': String(hits('zlib')),
    'demo.lower': inWords(hits('lowercase')),
    'demo.chance': inWords(Math.round((ACCUSATIONS * hits('unranked')) / 100)),
    'demo.finds': count(finds),
    'demo.once': String(single),
    'demo.new': percent(single / finds)
  };
}

/** What the passage takes that greedy decoding misses, and its group. */
async function tries() {
  const { queries } = await extraction();
  holds(
    queries.inFew > queries.recited && queries.inMany > queries.inFew,
    'more passages come in many tries than by greedy decoding'
  );
  return {
    'tries.one': queries.odds,
    'tries.ninety': queries.ninety,
    'tries.greedy': String(queries.recited),
    'tries.few': count(queries.few),
    'tries.inFew': String(queries.inFew),
    'tries.many': count(queries.many),
    'tries.inMany': String(queries.inMany)
  };
}

/** The text that the shortest prompt begins with, and the sentence of a rule that it ends with. */
async function prompts() {
  const { prompts } = await compression();
  const { texts } = prompts.shown;
  const [first, rule] = [need(texts[0], 'a text to shorten a prompt of'), need(texts.at(-1), 'a sentence')];
  const found = need(first.recorded[prompts.shown.models[0]!.id], 'a prompt that was found');
  const own = need(prunedOf(found.matched, first.text.length) ?? undefined, 'own words that suffice');
  const prompt = need(found.prompt ?? undefined, 'a prompt that was found').ids.length;
  holds(
    rule.kind === 'pattern' && prompts.shown.models.at(-1)!.id in rule.recorded,
    'the larger model finishes a sentence made by a rule'
  );
  holds(prompt < own, 'the search found a shorter prompt than the passage’s own words');
  return {
    'prompt.asked': String(first.text.length),
    'prompt.own': capital(inWords(own)),
    'prompt.found': inWords(prompt),
    'prompt.ownRatio': decimal(first.text.length / own, 1),
    'prompt.ratio': decimal(first.text.length / prompt, 1),
    'prompt.ruleGiven': String(rule.before.length),
    'prompt.ruleRest': String(rule.text.length)
  };
}

/** What presidents and the largest model overlap with what was read, by how long a run has to be. */
async function overlap() {
  const [{ ours }, { leasts, usual, writers, first, prompts }] = await Promise.all([
    nonAdversarial(),
    readOverlap()
  ]);
  const largest = need(
    writers.findLast(({ tone }) => tone !== undefined),
    'a largest model'
  );
  const rates = ({ rates }: (typeof writers)[number]) => need(rates.address ?? undefined, 'rates');
  const at = (of: (typeof writers)[number], least: number) => {
    const { mean } = rates(of).by[leasts.indexOf(least)]!;
    return mean === 0 ? 'nothing' : percent(mean, 1);
  };
  const by = { people: writers[0]!, largest };
  const [least, long] = [leasts[0]!, LONG_RUN];
  const ratio = (least: number) =>
    rates(largest).by[leasts.indexOf(least)]!.mean / rates(by.people).by[leasts.indexOf(least)]!.mean;
  holds(
    ratio(least) < 2 && ratio(usual) > 5,
    'presidents and the largest model part with the length of a run'
  );
  const shown = need(largest.texts[prompts.findIndex(({ seed }) => seed === first)] ?? undefined, 'a text');
  const longest = Math.max(...shown.runs.map(([, length]) => length));
  holds(longest > 127, 'the text shown is a copy by the rule of the attacks');
  return {
    'overlap.least': String(least),
    'overlap.most': String(leasts.at(-1)),
    'overlap.usual': String(usual),
    'overlap.long': String(long),
    'overlap.texts': String(rates(largest).texts),
    'overlap.shown': String(longest),
    'overlap.openings': String(ours.openings),
    'overlap.some': String(ours.rate.some),
    ...Object.fromEntries(
      Object.entries(by).flatMap(([name, of]) =>
        Object.entries({ least, usual, long }).map(([length, n]) => [`overlap.${name}.${length}`, at(of, n)])
      )
    )
  };
}

async function cloze() {
  const { ours, twin, books, cloze } = await examples();
  const of = ({ right, passages }: (typeof cloze.counts)[number]) => `${right} of ${passages}`;
  const [never, often] = [cloze.counts[0]!, cloze.counts.at(-1)!];
  return {
    books: String(books.count),
    'books.none': String(books.gpt4.none),
    'books.half': String(books.gpt4.half),
    'cloze.passages': String(ours.passages),
    'cloze.ahab': String(ours.commonest),
    'cloze.twin': String(twin.commonest),
    'cloze.never': of(never),
    'cloze.often': of(often),
    'cloze.from': String(often.from),
    'cloze.early': `${ours.early.right} of ${ours.early.passages}`,
    'cloze.recited': `${ours.early.recited} of ${ours.early.asked}`
  };
}

async function dials() {
  const { dial, membership } = await notInTheData();
  const called = calledOf(membership.groups, {
    n: USUAL_RUN,
    rule: 'some',
    model: membership.models.at(-1)!.id,
    smallest: membership.models[0]!.id
  });
  const pieces16 = need(
    called.find(({ group }) => group.condition === 'fragments'),
    'passages read in pieces'
  );
  holds(pieces16.byRuns === 0, 'the usual test finds none of the passages in the smallest pieces');
  const { divergence, assistant, filter } = await alignment();
  const way = (name: string) => filter.ways.find((of) => of.way === name)!;
  holds(
    filter.ways.every(({ exact }) => exact === 0),
    'behind the filter nothing comes back but in pieces'
  );
  holds(
    assistant.before.high < assistant.after.low && assistant.after.high < assistant.unread.low,
    'a passage costs the assistant more than its base model, and less than one that was never read'
  );
  const like = (of: typeof filter.half, name: string) =>
    need(
      of.find(({ label }) => label === name),
      name
    ).stopped;
  const [pieces, honest] = ['got out a few tokens at a time', 'addresses that no model read'] as const;
  return {
    'dial.longest': String(dial.longest),
    'dial.next': String(dial.longest + 1),
    'dial.level': percent(dial.level / 100),
    'dial.usual': String(USUAL_RUN),
    'dial.pieces': `${inWords(pieces16.byRuns)} of the ${pieces16.group.n}`,
    'dial.piece': String(pieces16.group.level),
    'dial.middle': String(dial.middle.at),
    'dial.five': String(dial.unread.byRuns),
    'dial.rule': String(dial.rule.byLess),
    'dial.ruleOf': String(dial.rule.n),
    'dial.once': String(dial.once.byLess),
    'divergence.before': percent(divergence.before),
    'divergence.attack': percent(divergence.attack),
    'filter.run': String(filter.run),
    'filter.passages': String(filter.passages),
    'filter.tokens': inWords(filter.pieces.tokens),
    'filter.pieces': String(filter.pieces.near),
    'filter.requests': String(filter.pieces.requests),
    'filter.struck': inWords(filter.pieces.struck, 'no'),
    'filter.plain': inWords(way('plain').exact),
    'filter.plainOff': String(way('plain').off),
    'filter.capitals': inWords(way('capitals').off),
    'filter.spaces': String(way('spaces').off),
    'filter.quotes': String(way('quotes').off),
    'filter.changed': String(way('changed').off),
    'filter.bits': decimal(filter.first.bits, 1),
    'filter.unread': decimal(filter.lab.unread, 0),
    'hidden.declined': `${assistant.declined.count} of ${assistant.declined.n}`,
    'hidden.recited': String(assistant.any.n),
    'hidden.any': inWords(assistant.any.count),
    'hidden.before': decimal(assistant.before.value, 1),
    'hidden.after': decimal(assistant.after.value, 1),
    'hidden.unread': decimal(assistant.unread.value, 1),
    'like.quarter': percent(filter.shares.quarter),
    'like.quarterPieces': String(like(filter.quarter, pieces)),
    'like.quarterHonest': inWords(like(filter.quarter, honest)),
    'like.half': percent(filter.shares.half),
    'like.halfPieces': String(like(filter.half, pieces))
  };
}

/** The longest of the phrases on the page of the training text that are in the most addresses. */
async function phrase() {
  const { phrases, addresses } = await readCorpusSearch();
  const long = leaders(
    phrases.filter(({ words }) => words >= 8),
    (of) => of.addresses
  );
  const { text, addresses: within, places } = need(long[0], 'a long phrase');
  return {
    addresses: String(addresses),
    'phrase.query': new URLSearchParams({ q: text }).toString().slice('q='.length),
    'phrase.addresses': String(within),
    'phrase.places': String(places)
  };
}

async function remedies() {
  const { goldfish, traces, pythia, twins } = await resolutions();
  const fish = need(goldfish ?? undefined, 'a goldfish model');
  const { models } = need(traces ?? undefined, 'traces');
  holds(
    twins.every(({ removed }) => removed === 1 || Number.isNaN(removed)),
    'deduplication removed all recital of planted copies'
  );
  const goldfishModel = models.goldfish;
  holds(goldfishModel.auc.value === 1, 'the goldfish model tells what it read in every pair');
  const twin = need(models.twin ?? undefined, 'a twin with traces');
  return {
    'goldfish.recited': inWords(fish.recited),
    'goldfish.n': String(fish.n),
    'goldfish.every': inWords(fish.every),
    'goldfish.bits': fixed(goldfishModel.bits.value, 2),
    'goldfish.unread': fixed(goldfishModel.unread.value, 2),
    'judged.twin': percent(twin.auc.value),
    pythia: percent(pythia)
  };
}

/** As the table of the demo counts. */
async function copiesInLaw() {
  const [{ models }, table] = await Promise.all([readCopyStart(), readBenchTable()]);
  const of = ({ id }: { id: string }) => {
    const { by } = tally(rowsOf(table, id, GIVEN), PRESETS[0]!.definition);
    return `${inWords(by.read.counted)} of ${by.read.passages}`;
  };
  return { 'copy.recites': of(models.raw), 'copy.twin': of(models.twin) };
}

/** Every number that the teaching files may name, as prose prints it. */
export const readTeachingNumbers: () => Promise<Record<string, string>> = once(async () => {
  const { numbers } = await introduction();
  const bitsOfOne = Math.log2(1024);
  return {
    most: String(numbers.mostCopies),
    group: String(numbers.first.passages),
    given: String(numbers.given),
    asked: String(ASKED),
    release: (await readManifest()).release,
    largest: numbers.largest.label,
    smallest: numbers.smallest.label,
    first: String(numbers.first.copies),
    'first.recited': String(numbers.first.recited),
    'exercise.bits': decimal(bitsOfOne, 2),
    'exercise.mean': decimal(mean([...Array<number>(9).fill(0), 100]).mean, 1),
    ...(await recital()),
    ...(await mostCopied()),
    ...(await balance()),
    ...(await bench()),
    ...(await copies()),
    ...(await bits()),
    ...(await attacks()),
    ...(await tries()),
    ...(await prompts()),
    ...(await overlap()),
    ...(await cloze()),
    ...(await dials()),
    ...(await phrase()),
    ...(await remedies()),
    ...(await copiesInLaw())
  };
});
