import { readFileSync } from 'node:fs';
import { env, InferenceSession } from 'onnxruntime-web/wasm';
import { expect, test } from 'vitest';
import { identity } from '#lib/lm/identity.ts';
import { complete } from '#lib/lm/model.ts';
import { openLab, openModel, RUN } from './on-disk.ts';
import { parseResults } from '#lib/release/results.ts';
import { installedRuntime, keptFunctions, prunedRuntime } from '#lib/deployment/runtime.ts';
import { bodiesOf, mark, markOf, prune, withCalled } from '#lib/deployment/wasm.ts';

const installed = installedRuntime();

test('the list that is kept is of the functions of the runtime that is installed, and all that they call by name', async () => {
  const kept = keptFunctions();
  expect(kept.size).toBeGreaterThan(1000);
  expect(withCalled(installed, kept)).toEqual(kept);
  const pruned = await prunedRuntime();
  expect(pruned.length).toBeLessThan(installed.length / 2);
  expect(WebAssembly.validate(pruned)).toBe(true);
  const bodies = [bodiesOf(installed), bodiesOf(pruned)] as const;
  expect(bodies[1]).toHaveLength(bodies[0].length);
  for (const [i, { from, to }] of bodies[1].entries()) {
    const before = bodies[0][i]!;
    if (kept.has(i)) expect(to - from).toBe(before.to - before.from);
    else expect([...pruned.subarray(from, to)]).toEqual([0, 0x00, 0x0b]);
  }
});

test('the runtime as it is published makes of published models what was published', async () => {
  env.wasm.wasmBinary = (await prunedRuntime()).buffer;
  await (await InferenceSession.create(identity())).release();
  const { manifest, passages } = await openLab();
  for (const dtype of ['fp16', 'q8'] as const) {
    const entry = manifest.models.find(({ dtypes }) => dtypes[0] === dtype)!;
    const file = manifest.results.find(({ model }) => model === entry.id)!;
    const rows = parseResults(JSON.parse(readFileSync(`static/lab/${file.path}`, 'utf8')));
    const row = rows.find(({ context }) => context === 32)!;
    const { token_ids: ids } = passages.find(({ id }) => id === row.passage)!;
    const model = await openModel(entry);
    const decoding = { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 1, maxTokens: 8 } as const;
    const tokens: number[] = [];
    await complete(model, ids.slice(0, 32), decoding, 1, ([, { id }]) => tokens.push(id), RUN);
    expect(tokens).toEqual(row.greedy.slice(0, 8));
    await model.close();
  }
});

test('without its body a function stops, and a mark tells which have run', async () => {
  // `one` gives 1; `two` gives what `one` gives; both are exported.
  const module = Uint8Array.from(
    '0061736d 01000000 01050160 00017f03 03020000 0606017f 0041070b 070d0203 6f6e6500 00037477 6f00010a 0b020400 41010b04 0010000b'
      .replaceAll(' ', '')
      .match(/../g)!
      .map((byte) => parseInt(byte, 16))
  );
  // Imports of each kind stand before, so that what is counted from them is.
  const at = 8 + 7;
  const imports = [0x02, 0x07, 0x01, 0x01, 0x6d, 0x01, 0x67, 0x03, 0x7f, 0x00];
  imports[1] = imports.length - 2;
  const whole = Uint8Array.from([...module.subarray(0, at), ...imports, ...module.subarray(at)]);
  const run = async (bytes: Uint8Array<ArrayBuffer>) =>
    (await WebAssembly.instantiate(bytes, { m: { g: 5 } })).instance.exports as Record<string, () => number> &
      Record<string, WebAssembly.Global<'i32'>>;

  expect([...withCalled(whole, [1])]).toEqual([1, 0]);
  const pruned = await run(prune(whole, new Set([0])));
  expect(pruned['one']!()).toBe(1);
  expect(() => pruned['two']!()).toThrow(/unreachable/);
  const marked = await run(mark(whole));
  const ran = () => [0, 1].map((i) => marked[markOf(i)]!.value);
  expect(ran()).toEqual([0, 0]);
  marked['one']!();
  expect(ran()).toEqual([1, 0]);
  marked['two']!();
  expect(ran()).toEqual([1, 1]);
});
