import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import heights from '#lib/demos/heights.json' with { type: 'json' };
import { namedStates } from '#lib/demos/named.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { heightAt } from '#lib/demos/snippets.ts';
import type { Guide } from '#lib/teaching/guides.ts';
import { readPlans } from '#lib/teaching/plans.ts';
import { deckOf, REVEAL_FILES } from './deck.ts';

/** As they are written: where a number is to come, its name in braces. */
const raw = (file: string): unknown => parse(readFileSync(`content/teach/${file}.yaml`, 'utf8'));
const guides = raw('guides') as Guide[];
const labels = Object.fromEntries([
  ...DEMOS.map(({ name, title }) => [`demos/${name}/`, title]),
  ...[...guides.map(({ chapter }) => chapter), 'method'].map((slug) => [`${slug}/`, slug])
]);
const source = { guides, labels };
const plans = readPlans(raw('plans'), 'plans.yaml');
const decks = await Promise.all(plans.map((plan) => deckOf(plan, source)));

type Node = ReturnType<typeof parseDocument>['children'][number];

/** All elements of a name below a node. */
function all(nodes: readonly Node[], name: string): { attribs: Record<string, string>; children: Node[] }[] {
  return nodes.flatMap((node) => {
    if (!('children' in node)) return [];
    const children = node.children as Node[];
    const rest = all(children, name);
    return 'name' in node && node.name === name ? [{ attribs: node.attribs, children }, ...rest] : rest;
  });
}

const textOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => ('data' in node ? node.data : 'children' in node ? textOf(node.children as Node[]) : ''))
    .join('');

/** The slides of a deck, each by what is seen of it and what is said. */
const slides = (deck: string) =>
  all(parseDocument(deck).children, 'section').map(({ children }) => ({
    seen: textOf(children.filter((node) => !('attribs' in node && node.attribs['class'] === 'notes'))),
    said: textOf(all(children, 'aside').flatMap(({ children }) => children)),
    frames: all(children, 'iframe').map(({ attribs }) => attribs)
  }));

test.each(plans.map((plan, at) => [plan.id, plan, decks[at]!] as const))(
  'the slides of %s have each step, its demo in its state, and what is for the teacher in the notes alone',
  (_, plan, deck) => {
    const made = slides(deck);
    for (const step of plan.steps) {
      const slide = made.find(({ said }) => said.includes(step.does.replaceAll('*', '')));
      expect(slide, step.title).toBeDefined();
      expect(slide!.seen).toContain(step.title);
      expect(slide!.seen).not.toContain(step.does.replaceAll('*', ''));
      const demo = /^demos\/([a-z-]+)\/(?:([a-z0-9-]+)\/)?(?:#(.*))?$/.exec(step.open ?? '');
      expect(slide!.frames, step.title).toHaveLength(demo ? 1 : 0);
      if (!demo) continue;
      const [, path, slug, full, fragment] =
        /^(\.\.\/\.\.\/embed\/[a-z-]+\/)(?:([a-z0-9-]+)\/)?\?(view=full&)?theme=light(?:#(.*))?$/.exec(
          slide!.frames[0]!['data-src']!
        )!;
      expect(path).toBe(`../../embed/${demo[1]}/`);
      expect(DEMOS.map(({ name }) => name)).toContain(demo[1]);
      const stateOf = (slug: string) => namedStates(demo[1]!).find((named) => named.slug === slug)!.fragment;
      expect(slug ? stateOf(slug) : fragment).toBe(demo[2] ? stateOf(demo[2]) : demo[3]);
      expect(full !== undefined).toBe(step.view === 'full');
    }
    const answers = source.guides.flatMap(({ tasks }) => tasks.map(({ answer }) => answer.slice(0, 60)));
    for (const { seen } of made) for (const answer of answers) expect(seen).not.toContain(answer);
  }
);

test('a step shows the task or the prediction that it names, with the answer in the notes', () => {
  const made = slides(decks[plans.findIndex(({ id }) => id === 'fifty-minutes')]!);
  const guide = source.guides[0]!;
  const plain = (text: string) => text.replaceAll('*', '');
  const predicted = made.find(({ seen }) => seen.includes(plain(guide.predict.ask)))!;
  expect(predicted.said).toContain(plain(guide.predict.then));
  const [task] = guide.tasks;
  expect(made.find(({ seen }) => seen.includes(plain(task!.do)))!.said).toContain(plain(task!.answer));
});

test('a state that has a name is framed under it', () => {
  expect(decks.join('')).toContain('data-src="../../embed/recall/draw-it-first/?view=full&amp;theme=light"');
});

test('no compact view is higher than its frame, whatever demo a plan opens, and each fills the room of its slide', async () => {
  const steps = DEMOS.map(({ name }) => ({
    minutes: 5,
    title: name,
    does: `Does ${name}.`,
    asks: 'Asks.',
    open: `demos/${name}/#v=1`
  }));
  const plan = { id: 'a', title: 'A', minutes: 5, for: 'F', before: 'B', steps };
  const frames = slides(await deckOf(plan, source)).flatMap(({ frames }) => frames);
  expect(frames).toHaveLength(DEMOS.length);
  frames.forEach(({ width, height, style }, at) => {
    const { name } = DEMOS[at]!;
    expect(heightAt(heights[name as keyof typeof heights], Number(width)), name).toBeLessThanOrEqual(
      Number(height)
    );
    const scale = Number(/zoom: ([\d.]+)/.exec(style ?? '')?.[1] ?? 1);
    expect([Number(width) * scale, Number(height) * scale].map((side) => Math.round(side / 10))).toEqual([
      80, 56
    ]);
  });
});

test('a plan that names a task or a guide that is not there is refused', async () => {
  const step = { minutes: 5, title: 'T', does: 'D.' };
  const plan = { id: 'a', title: 'A', minutes: 5, for: 'F', before: 'B', steps: [{ ...step, task: 'none' }] };
  await expect(deckOf(plan, source)).rejects.toThrow('there is no task "none"');
  await expect(deckOf({ ...plan, steps: [{ ...step, predicts: 'none' }] }, source)).rejects.toThrow(
    'there is no guide to "none"'
  );
});

test('what is written is text, whatever is in it', async () => {
  const nasty = '"><script>alert(1)</script>&amp; *<b>*';
  const plan = { id: 'a', title: nasty, minutes: 5, for: nasty, before: nasty };
  const deck = await deckOf(
    { ...plan, steps: [{ minutes: 5, title: nasty, does: nasty, asks: nasty }] },
    source
  );
  expect(all(parseDocument(deck).children, 'script')).toHaveLength(3);
  expect(all(parseDocument(deck).children, 'b')).toEqual([]);
});

test('its policy knows every script in it, and those of the speaker’s view', async () => {
  const hashOf = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  for (const deck of decks) {
    const document = parseDocument(deck).children;
    const policy = all(document, 'meta').find(({ attribs }) => attribs['http-equiv'])!.attribs['content']!;
    const scripts = all(document, 'script').filter(({ attribs }) => !attribs['src']);
    expect(scripts).toHaveLength(1);
    for (const { children } of scripts) expect(policy).toContain(hashOf(textOf(children)));
    expect(policy.match(/'sha256-/g)).toHaveLength(2);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    const named = all(document, 'script').flatMap(({ attribs }) => attribs['src'] ?? []);
    for (const file of named) expect(REVEAL_FILES).toContain(file);
  }
});
