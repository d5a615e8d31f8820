import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { unbacked } from '#lib/content/numbers.ts';
import { readFacts } from '#lib/content/facts.ts';
import * as caseTimeline from '#lib/demos/case-timeline/state.ts';
import * as coder from '#lib/demos/coder/state.ts';
import * as corpusSearch from '#lib/demos/corpus-search/state.ts';
import * as deduplicationLab from '#lib/demos/deduplication-lab/state.ts';
import * as definitionBench from '#lib/demos/definition-bench/state.ts';
import * as extraction from '#lib/demos/extraction/state.ts';
import * as factorBalance from '#lib/demos/factor-balance/state.ts';
import * as alignment from '#lib/demos/alignment/state.ts';
import * as filter from '#lib/demos/filter/state.ts';
import * as isItACopy from '#lib/demos/is-it-a-copy/state.ts';
import * as membership from '#lib/demos/membership/state.ts';
import * as nameCloze from '#lib/demos/name-cloze/state.ts';
import * as overlap from '#lib/demos/overlap/state.ts';
import * as playground from '#lib/demos/playground/state.ts';
import * as queries from '#lib/demos/queries/state.ts';
import * as recall from '#lib/demos/recall/state.ts';
import * as recital from '#lib/demos/recital/state.ts';
import * as shortestPrompt from '#lib/demos/shortest-prompt/state.ts';
import * as supplyChainMap from '#lib/demos/supply-chain-map/state.ts';
import * as teach from '#lib/demos/teach/state.ts';
import * as wholeWork from '#lib/demos/whole-work/state.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { keysIn } from '#lib/teaching/fill.ts';
import { forStudents } from '#lib/teaching/plans.ts';
import { readCoder } from './coder.ts';
import { readReferences } from './content.ts';
import { readCopyStart } from './copy.ts';
import { readBenchStart } from './definition-bench.ts';
import { readExtraction } from './extraction.ts';
import { readAlignment } from './alignment.ts';
import { readFilter } from './filter.ts';
import { readManifest, readPassages } from './lab.ts';
import { readArguments, readLaw } from './law.ts';
import { readMembership } from './membership.ts';
import { readOverlap } from './overlap.ts';
import { readQueries } from './queries.ts';
import { readRecallStart } from './recall.ts';
import { readCloze } from './recorded.ts';
import { readRecital } from './recital.ts';
import { readShortestPrompt } from './shortest-prompt.ts';
import { readSupplyChain } from './supply-chain.ts';
import { readTeach } from './teach.ts';
import {
  GUIDES,
  HANDOUT,
  PLANS,
  QUESTIONS,
  readBank,
  readLabels,
  readTeachingGuides,
  readTeachingHandout,
  readTeachingPlans
} from './teaching.ts';
import { readTeachingNumbers } from './teaching-numbers.ts';
import { readWholeWork } from './works.ts';

const files = [QUESTIONS, GUIDES, PLANS, HANDOUT];
const raw = Object.fromEntries(files.map((file) => [file, parse(readFileSync(file, 'utf8')) as unknown]));

test('every number that is worked out is used', async () => {
  const used = new Set(files.flatMap((file) => keysIn(raw[file])));
  expect(Object.keys(await readTeachingNumbers()).filter((key) => !used.has(key))).toEqual([]);
});

/** The texts of a value, addresses left out. */
function textsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return ['open', 'value', 'within', 'id', 'chapter'].includes(key) ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsIn(part, key));
}

/** Numbers that were made up for a task or a question. */
const MADE_UP = [
  'ten people',
  'ten times',
  '1,024',
  'one to a hundred',
  'one to fifty',
  '90 %',
  'a tenth',
  'one quarter',
  'a quarter'
];

test('every other number is backed by a record of its chapter, or made up for an exercise', async () => {
  const references = await readReferences();
  const found = [QUESTIONS, GUIDES].flatMap((file) =>
    (raw[file] as { chapter: string }[]).flatMap((item) => {
      const [facts] = globSync(`content/facts/${item.chapter}.yaml`);
      const values = facts
        ? readFacts(parse(readFileSync(facts, 'utf8')), references, facts).flatMap((fact) => fact.values)
        : [];
      const texts = textsIn(item).map((text) => text.replace(/\{[\w.-]+\}/g, '{…}'));
      return unbacked(texts, [...values, ...MADE_UP]).map(
        ({ number, sentence }) => `${item.chapter}: ${number} in “${sentence}”`
      );
    })
  );
  expect(found).toEqual([]);
  expect(unbacked(['Of 48 paragraphs'], MADE_UP)).toHaveLength(1);
});

/** How each page with a state reads it, given what is there. */
async function readers(): Promise<Record<string, (fragment: string) => { complaints: string[] }>> {
  const manifest = await readManifest();
  const passages = await readPassages();
  const [{ law }, factors, chain, cloze, sampled, work, first] = await Promise.all([
    readLaw(),
    readArguments(),
    readSupplyChain(),
    readCloze(),
    readExtraction(),
    readWholeWork(),
    readRecital()
  ]);
  const [recallStart, coderStart, teachStart, members, filterStart, alignmentStart, bench, copies] =
    await Promise.all([
      readRecallStart(),
      readCoder(),
      readTeach(),
      readMembership(),
      readFilter(),
      readAlignment(),
      readBenchStart(),
      readCopyStart()
    ]);
  const [asked, short, meter] = await Promise.all([readQueries(), readShortestPrompt(), readOverlap()]);
  const ids = (of: readonly { id: string }[]) => of.map(({ id }) => id);
  const models = ids(manifest.models);
  return {
    'demos/recital/': (said) =>
      recital.parseState(said, {
        copies: first.rungs.map(({ copies }) => copies),
        models: first.sizes.map(({ raw }) => raw.id)
      }),
    'demos/playground/': (said) => playground.parseState(said, { models, passages: ids(passages) }),
    'demos/factor-balance/': (said) =>
      factorBalance.parseState(said, {
        uses: law.cases.flatMap(({ uses = [] }) => uses),
        facts: factors.facts
      }),
    'demos/case-timeline/': (said) =>
      caseTimeline.parseState(
        said,
        law.cases.flatMap(({ events }) => ids(events))
      ),
    'demos/name-cloze/': (said) =>
      nameCloze.parseState(
        said,
        { passages: cloze.items.map(({ passage }) => passage), models: ids(cloze.models) },
        { passage: '', model: '' }
      ),
    'demos/extraction/': (said) =>
      extraction.parseState(said, { models: ids(sampled!.models), usual: sampled!.state }),
    'demos/queries/': (said) =>
      queries.parseState(said, {
        models: ids(asked.models),
        rungs: asked.rungs,
        first: asked.first,
        usual: asked.examples[0]!.state
      }),
    'demos/shortest-prompt/': (said) =>
      shortestPrompt.parseState(said, {
        models: ids(short.models),
        passages: short.texts.map(({ passage }) => passage),
        before: short.texts[0]!.before.length
      }),
    'demos/overlap/': (said) =>
      overlap.parseState(said, {
        models: ids(meter.models),
        usualModel: meter.models.filter(({ data }) => data === 'raw').at(-1)!.id,
        prompts: meter.prompts,
        usualPrompt: meter.first,
        leasts: meter.leasts,
        usualLeast: meter.usual
      }),
    'demos/recall/': (said) => recall.parseState(said, recallStart.offers, models),
    'demos/deduplication-lab/': (said) => deduplicationLab.parseState(said),
    'demos/whole-work/': (said) =>
      wholeWork.parseState(said, { models: ids(work!.models), works: work!.chapters, usual: work!.state }),
    'demos/coder/': (said) =>
      coder.parseState(said, {
        models: ids(coderStart.models),
        passages: coderStart.texts.map(({ passage }) => passage)
      }),
    'demos/teach/': (said) =>
      teach.parseState(said, { models: ids(teachStart.models), rates: teachStart.rates }),
    'demos/membership/': (said) =>
      membership.parseState(said, { cases: members.cases, models: ids(members.models), own: '' }),
    'demos/alignment/': (said) => alignment.parseState(said, ids(alignmentStart.passages)),
    'demos/filter/': (said) =>
      filter.parseState(said, {
        passages: ids(filterStart.passages),
        runs: filterStart.runs,
        usual: filterStart.usual
      }),
    'demos/definition-bench/': (said) => definitionBench.parseState(said, [bench.state.model, ...models]),
    'demos/is-it-a-copy/': (said) => isItACopy.parseState(said, ids(copies.things)),
    'demos/supply-chain-map/': (said) =>
      supplyChainMap.parseState(said, ids(chain.stages), ids(chain.stages)[0]!),
    'corpus/': (said) => corpusSearch.parseState(said, '')
  };
}

test('every state that a link of the guides leads to is one that the demo reads whole', async () => {
  const read = await readers();
  const labels = await readLabels();
  const links = [
    ...(await readTeachingGuides()).flatMap(({ tasks, misconceptions }) =>
      [...tasks, ...misconceptions].map(({ open }) => open)
    ),
    ...(await readTeachingPlans()).flatMap(({ steps, sides = [] }) => [
      ...steps.flatMap(({ open }) => open ?? []),
      ...sides.flatMap(({ counsel, expert }) => [counsel, expert])
    ])
  ];
  for (const link of links) {
    const [path, fragment = ''] = link.split('#') as [string, string?];
    expect(Object.keys(labels), link).toContain(path);
    // Until its script runs, a page shows its own state, and not that of a link: an answer would be seen before its question.
    expect(fragment.split('&'), `${link}: by the name of the state`).not.toContain('draw=yes');
    if (!/^v=\d/.test(fragment)) continue;
    expect(read[path]!(fragment).complaints, link).toEqual([]);
  }
  expect(links.filter((link) => link.includes('#v=')).length).toBeGreaterThan(30);
  const opened = new Set(links.map((link) => link.split('#')[0]));
  expect(
    DEMOS.filter(({ name }) => !opened.has(`demos/${name}/`)).map(({ name }) => name),
    'demos that no guide and no plan opens'
  ).toEqual([]);
});

test('a student’s handout holds no word of an answer', async () => {
  const handout = await readTeachingHandout();
  const students = JSON.stringify(forStudents(handout));
  const answers = [
    handout.predicted,
    ...handout.tasks.map(({ answer }) => answer),
    ...handout.questions.map((question) => (question.kind === 'open' ? question.model : question.why))
  ];
  for (const answer of answers) {
    // Some words in a row: a whole answer would be missed if it were cut.
    const words = answer.split(' ');
    for (let at = 0; at + 8 <= words.length; at++)
      expect(students).not.toContain(words.slice(at, at + 8).join(' '));
  }
  expect(JSON.parse(students)).not.toHaveProperty('predicted');
  expect(students).not.toContain('"answer"');
  expect(handout.questions.at(-1)!.kind).toBe('open');
});

describe('the right answers of the questions', async () => {
  const choices = (await readBank()).flatMap(({ questions }) =>
    questions.filter((of) => of.kind === 'choice')
  );

  test('are spread over the places', () => {
    for (const at of [0, 1, 2]) {
      const share = choices.filter(({ answer }) => answer === at).length / choices.length;
      expect(share, `place ${at + 1}`).toBeGreaterThan(0.2);
      expect(share, `place ${at + 1}`).toBeLessThan(0.45);
    }
  });

  test('are neither the longest nor the shortest more often than others', () => {
    for (const pick of [Math.max, Math.min]) {
      const picked = choices.filter(({ choices, answer }) => {
        const lengths = choices.map(({ length }) => length);
        return lengths[answer] === pick(...lengths);
      });
      expect(picked.length / choices.length, picked.map(({ id }) => id).join(', ')).toBeLessThan(0.45);
    }
  });
});
