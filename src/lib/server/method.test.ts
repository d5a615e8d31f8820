import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parsePredictions, readMethod } from './method.ts';
import { filesOf, readRelease } from './release.ts';

const table = (...rows: string[]) =>
  [
    'Some words.',
    '',
    '| id | quantity | expected | low | high |',
    '| --- | --- | --- | --- | --- |',
    ...rows
  ].join('\n');

test('predictions are read as they were written down', () => {
  expect(
    parsePredictions(
      table(
        '| half.a | copies for half | over | 120 | over |',
        '| half.b | the same | 80 | -0.5 | over |',
        '| near.c | share; exact | 0.5 | 0 | 1 |',
        '| near.d | the same, 20 % | 0 | 0 | 0.1 |'
      )
    ).map(({ id, quantity, expected, low, high }) => [id, quantity, expected, low, high])
  ).toEqual([
    ['half.a', 'copies for half', null, 120, null],
    ['half.b', 'copies for half; the same', 80, -0.5, null],
    ['near.c', 'share; exact', 0.5, 0, 1],
    ['near.d', 'share; the same, 20 %', 0, 0, 0.1]
  ]);
  expect(() => parsePredictions(table('| half.a | copies | much | 1 | 2 |'))).toThrow('half.a');
  expect(() => parsePredictions(table('| half.a | copies | 1 | 2 |'))).toThrow('half.a');
});

test('every file of the release is listed, there, and what the list says', async () => {
  const release = await readRelease();
  const files = filesOf(release);
  const there = readdirSync(join('static', 'lab', release.release), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(join('static', 'lab'), join(parentPath, name)));
  expect(files.map(({ path }) => path).toSorted()).toEqual(there.toSorted());
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  for (const { path, bytes, sha256 } of files) {
    const content = readFileSync(join('static', 'lab', path));
    expect([path, content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
      path,
      bytes,
      sha256
    ]);
  }
});

test('the page has every model, and says what the settings name besides', async () => {
  const method = await readMethod();
  const { models, further_models, work_models } = await readRelease();
  expect(method.models.map(({ id }) => id)).toEqual(models.map(({ id }) => id));
  expect(method.furtherModels).toHaveLength(further_models.length);
  expect(method.bytes).toBe(method.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(method.predictions.length).toBeGreaterThan(0);
  const { models: named } = JSON.parse(readFileSync('training/configs/main.json', 'utf8')) as {
    models: { id: string }[];
  };
  expect(method.workModels).toHaveLength(work_models.length);
  const published = [...models, ...further_models, ...work_models].map(({ id }) => id);
  expect(method.open.models).toEqual(named.map(({ id }) => id).filter((id) => !published.includes(id)));
});

test('the models that are made from others are told, and every prediction about them', async () => {
  const { made, madeForecasts } = await readMethod();
  const { finetuned_models } = await readRelease();
  expect(made.map(({ id, base }) => [id, base])).toEqual(
    finetuned_models.map(({ id, training }) => [id, training.base])
  );
  const rows = ['b', 'c'].flatMap((which) =>
    [
      ...readFileSync(`training/predictions-2026-12${which}.md`, 'utf8').matchAll(
        /^\| ((?:assistant|unlearn)\.\S+)/gm
      )
    ].map(([, id]) => id)
  );
  expect(new Set(madeForecasts!.rows.map(({ id }) => id))).toEqual(new Set(rows));
  expect(rows.length).toBeGreaterThan(40);
});
