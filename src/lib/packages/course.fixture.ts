// A course made of what stands in content/teach/, with 1 in place of every number that is worked out: for tests, to which these
// numbers are nothing, and to work them out takes long.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { aboutDemo } from '#lib/demos/about.ts';
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { readGuides } from '#lib/teaching/guides.ts';
import { readHandout, readPlans } from '#lib/teaching/plans.ts';
import { readQuestions } from '#lib/teaching/questions.ts';
import type { Course } from './course.ts';

const read = (name: string): unknown =>
  parse(readFileSync(join('content', 'teach', `${name}.yaml`), 'utf8').replace(/\{[\w.-]+\}/g, '1'));

export function courseFixture(): Course {
  const slugs = (read('guides') as { chapter: string }[]).map(({ chapter }) => chapter);
  const chapters = slugs.map((slug, at) => ({ number: at + 1, slug, title: `On *${slug}* & <more>` }));
  const bank = readQuestions(read('questions'), chapters, 'questions.yaml');
  const guides = readGuides(read('guides'), slugs, 'guides.yaml');
  return {
    name: 'Verbatim',
    site: '',
    day: '2026-11-29',
    release: '2026-12',
    bank,
    guides,
    plans: readPlans(read('plans'), 'plans.yaml'),
    handout: readHandout(read('handout'), guides, bank, 'handout.yaml'),
    demos: DEMOS.map(({ name, title, chapter }) => ({
      name,
      title,
      chapter,
      says: aboutDemo(name).says,
      states: namedStates(name).map(({ slug, title, says }) => ({ slug, title, says })),
      height: 500
    })),
    labels: {}
  };
}
