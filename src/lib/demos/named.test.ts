import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RUN, controlsOf } from './controls.ts';
import { namedStates } from './named.ts';
import { DEMOS } from './registry.ts';

const WORD = /^[a-z0-9]+(-[a-z0-9]+)*$/;

test.each(DEMOS.map(({ name }) => name))('%s has three states with a name, told apart by it', (name) => {
  const states = namedStates(name);
  expect(states.length, 'in named.ts').toBeGreaterThanOrEqual(3);
  for (const key of ['slug', 'title', 'says', 'fragment'] as const)
    expect(new Set(states.map((state) => state[key])).size, key).toBe(states.length);
  for (const { slug, title, says, fragment } of states) {
    expect(slug).toMatch(WORD);
    expect(title).not.toMatch(/\.$/);
    expect(says).toMatch(/[.?]$/);
    expect(fragment).toMatch(/^v=1&./);
    expect(new URLSearchParams(fragment).size, `${slug}: keys, each once`).toBe(fragment.split('&').length);
  }
});

test('views read the fragment that they are given, which may be that of a named state', () => {
  const views = globSync('{src/lib/demos/*,test/new-demo/demo}/*.svelte');
  expect(views.filter((file) => readFileSync(file, 'utf8').includes('location.hash'))).toEqual([]);
});

test('no state has the name of a file that stands beside the demo’s page', () => {
  expect(namedStates('playground').map(({ slug }) => slug)).not.toContain('recorded');
});

test.each(DEMOS.map(({ name }) => name))(
  '%s has controls that can be hidden, by names fit for an address',
  (name) => {
    const { runsModels } = DEMOS.find((demo) => demo.name === name)!;
    const controls = controlsOf(name, runsModels !== undefined);
    const own = controls.filter((control) => control.name !== RUN);
    expect(own.length, 'in controls.ts').toBeGreaterThanOrEqual(1);
    expect(controls.length - own.length).toBe(runsModels ? 1 : 0);
    expect(new Set(controls.map((control) => control.name)).size).toBe(controls.length);
    expect(new Set(controls.map(({ says }) => says)).size).toBe(controls.length);
    for (const control of controls) {
      expect(control.name).toMatch(WORD);
      // Nothing that a selector in quotation marks could not hold.
      for (const label of control.labels) expect(label).not.toMatch(/["\\\n]/);
    }
  }
);
