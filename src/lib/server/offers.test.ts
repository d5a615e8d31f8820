import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEMOS } from '#lib/demos/registry.ts';
import { readManifest } from './lab.ts';
import { LOOKING_UP, ON_LAW, readOffer, readOffers } from './offers.ts';

test('the demos that look up what a model writes are those whose sessions open the training text', () => {
  const opens = (name: string) =>
    globSync(`src/lib/demos/${name}/session.svelte.ts`).some((file) =>
      readFileSync(file, 'utf8').includes('new Corpus(')
    );
  expect([...LOOKING_UP].sort()).toEqual(
    DEMOS.map(({ name }) => name)
      .filter(opens)
      .sort()
  );
});

test('what a student loads is told from the manifest, the least before the most', async () => {
  const { release } = await readManifest();
  for (const { name, runsModels } of DEMOS) {
    const offers = await readOffers(name);
    expect(offers).toMatchObject({ ...(await readOffer(name)), release });
    expect(offers.loads !== null).toBe(runsModels !== undefined);
    if (!offers.loads) continue;
    expect(offers.loads.least).toBeGreaterThan(100_000);
    expect(offers.loads.most).toBeGreaterThanOrEqual(offers.loads.least);
  }
});

test('the frames of demos on law carry the newest events, the newest first', async () => {
  for (const { name } of DEMOS) {
    const { events } = await readOffer(name);
    expect(events !== undefined, name).toBe(ON_LAW.includes(name));
    if (!events) continue;
    expect(events.length).toBeGreaterThan(30);
    expect(events.map(({ date }) => date)).toEqual(
      events
        .map(({ date }) => date)
        .toSorted()
        .reverse()
    );
    for (const { title } of events) expect(title).not.toBe('');
  }
});
