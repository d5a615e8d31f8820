import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { htmlOf } from '#lib/teaching/inline.ts';
import { cartridgeOf } from './cartridge.ts';
import { courseFixture } from './course.fixture.ts';
import { faults } from './valid.fixture.ts';

const SITE = 'https://example.org/verbatim/';
const schema = (name: string) => join(import.meta.dirname, 'schemas', `${name}.xsd`);

const course = courseFixture();
const files = cartridgeOf(course, SITE);
const manifest = files[0]!.text;

const under = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found!);

test('every file is valid by what is used of the published schemas', async () => {
  expect(await faults([files[0]!], schema('manifest'), ['lom.xsd'])).toEqual([]);
  for (const [folder, name] of [
    ['links', 'link'],
    ['topics', 'topic'],
    ['quizzes', 'quiz']
  ] as const) {
    expect(under(folder).length).toBeGreaterThan(10);
    expect(await faults(under(folder), schema(name))).toEqual([]);
  }
});

test('the schemas find what is wrong', async () => {
  const [quiz] = under('quizzes');
  const wrong = [
    quiz!.text.replace('cc.multiple_choice.v0p1', 'multiple_choice_question'),
    quiz!.text.replace('varname="SCORE"', 'varname="POINTS"')
  ];
  for (const text of wrong) expect(await faults([{ path: 'q', text }], schema('quiz'))).not.toEqual([]);
  const other = manifest.replace('"imswl_xmlv1p1"', '"weblink"');
  expect(await faults([{ path: 'm', text: other }], schema('manifest'), ['lom.xsd'])).not.toEqual([]);
});

test('the manifest names every file once, and lists everything but the plans', () => {
  const named = all(manifest, /<file href="([^"]*)"/g);
  expect(named.toSorted()).toEqual(
    files
      .slice(1)
      .map(({ path }) => path)
      .toSorted()
  );
  const listed = all(manifest, /identifierref="([^"]*)"/g);
  const resources = all(manifest, /<resource identifier="([^"]*)"/g);
  const plans = resources.filter((id) => id.startsWith('r-plan-'));
  expect(plans.length).toBe(course.plans.length);
  expect(all(manifest, /<resource identifier="([^"]*)"[^>]* intendeduse="lessonplan"/g)).toEqual(plans);
  expect(listed.toSorted()).toEqual(resources.filter((id) => !plans.includes(id)).toSorted());
});

test('every chapter, demo, named state, task, discussion and question is in it', () => {
  const hrefs = under('links').flatMap(({ text }) => all(text, /href="([^"]*)"/g));
  for (const { slug } of course.bank) expect(hrefs).toContain(`${SITE}${slug}/`);
  for (const { name, states } of course.demos) {
    expect(hrefs).toContain(`${SITE}demos/${name}/`);
    for (const { slug } of states) expect(hrefs).toContain(`${SITE}demos/${name}/${slug}/`);
  }
  const guides = course.guides;
  const pages = under('pages')
    .map(({ text }) => text)
    .join('\n');
  for (const { tasks } of guides) for (const { do: does } of tasks) expect(pages).toContain(htmlOf(does));
  expect(under('topics').length).toBe(guides.reduce((sum, { discuss }) => sum + discuss.length, 0));
  const bank = parse(readFileSync('content/teach/questions.yaml', 'utf8')) as { id: string }[];
  const asked = under('quizzes').flatMap(({ text }) => all(text, /<item ident="([^"]*)"/g));
  expect(asked.toSorted()).toEqual(bank.map(({ id }) => id).toSorted());
});

test('no page or topic has a worked answer', () => {
  const seen = [...under('pages'), ...under('topics')].map(({ text }) => text).join('\n');
  const told = [
    ...course.guides.flatMap(({ tasks, discuss, misconceptions, predict }) => [
      predict.then,
      ...tasks.map(({ answer }) => answer),
      ...discuss.map(({ listen }) => listen),
      ...misconceptions.map(({ answer }) => answer)
    ]),
    course.handout.predicted,
    ...course.bank.flatMap(({ questions }) =>
      questions.map((one) => (one.kind === 'open' ? one.model : one.why))
    )
  ];
  for (const answer of told) expect(seen).not.toContain(htmlOf(answer));
});
