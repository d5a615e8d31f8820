import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sbom } from '../sbom.ts';

const made = JSON.parse(JSON.stringify(sbom())) as ReturnType<typeof sbom>;
const direct = made.dependencies[0]!.dependsOn;
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the bill of materials lists every package that we ask for, in the version that is installed', () => {
  expect(made).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  const { dependencies, devDependencies } = JSON.parse(file('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const python = file('training/requirements.in').match(/^[\w-]+==\S+/gm)!;
  const npm = Object.keys({ ...dependencies, ...devDependencies });
  expect(direct).toHaveLength(npm.length + python.length);
  for (const one of python) expect(direct).toContain(`pkg:pypi/${one.replace('==', '@')}`);
  const { version } = JSON.parse(file('node_modules/svelte/package.json')) as { version: string };
  expect(direct).toContain(`pkg:npm/svelte@${version}`);
  // By its own name, not by the one that we give it.
  expect(direct.find((ref) => ref.includes('transformers'))).toMatch(
    /^pkg:npm\/%40huggingface\/transformers@4/
  );
});

test('each is listed once, with a hash, and what we ask for is among them', () => {
  const refs = made.components.map((each) => each['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(refs).toEqual(expect.arrayContaining(direct));
  expect(made.components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
  for (const { hashes } of made.components)
    for (const { alg, content } of hashes)
      expect(content, alg).toMatch(alg === 'SHA-512' ? /^[0-9a-f]{128}$/ : /^[0-9a-f]{40,128}$/);
  expect(made.components.find(({ name }) => name === 'svelte')!.scope).toBe('excluded');
  expect(made.components.find(({ name }) => name === 'minisearch')!.scope).toBe('required');
});

test('the pins of the pipeline hold: what it asks for is locked in that version', () => {
  const pins = (path: string): string[] => file(path).match(/^[\w-]+==\S+/gm)!;
  const shared = pins('training/requirements-shared.txt');
  for (const lock of ['training/requirements.txt', 'training/requirements-cuda.txt']) {
    expect(file(lock)).toContain('-r requirements-shared.txt');
    expect([...shared, ...pins(lock)], lock).toEqual(
      expect.arrayContaining(pins('training/requirements.in'))
    );
  }
});
