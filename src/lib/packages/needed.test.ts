import { expect, test } from 'vitest';
import { neededBy, unrun } from './needed.ts';

const texts: Record<string, string> = {
  'favicon.svg': '',
  'frame.js': '',
  '_app/version.json': '',
  'embed/recall/index.html':
    '<script data-files="../../_app/immutable/entry/app.A.js ../../_app/immutable/nodes/7.B.js">… "2026/tokens.bin" demos/recall/outcomes.json',
  'embed/recall/__data.json': '',
  'embed/other/index.html': '',
  '_app/immutable/entry/app.A.js': 'nodes/0.C.js nodes/1.D.js nodes/7.B.js nodes/8.E.js ../assets/0.F.css',
  '_app/immutable/nodes/0.C.js': '',
  '_app/immutable/nodes/1.D.js': '',
  '_app/immutable/nodes/7.B.js': 'import("../chunks/G.js")',
  '_app/immutable/nodes/8.E.js': 'import("../chunks/H.js")',
  '_app/immutable/chunks/G.js': 'new Worker("/workers/w-I.js"); nodes/7.B.js',
  '_app/immutable/chunks/H.js': '',
  '_app/immutable/workers/w-I.js': '',
  '_app/immutable/assets/0.F.css': 'url(./font.J.woff2)',
  '_app/immutable/assets/font.J.woff2': '',
  'lab/manifest.json': '',
  'lab/2026/tokens.bin.bin': '',
  'lab/2026/documents.json.bin': '',
  'demos/recall/outcomes.json': '',
  'demos/recall/index.html': ''
};
const build = { paths: Object.keys(texts), text: async (path: string) => texts[path]! };

test('what a page names is needed, and what that names, and no other page', async () => {
  expect(await neededBy(build, ['embed/recall/index.html'])).toEqual(
    [
      '_app/immutable/assets/0.F.css',
      '_app/immutable/assets/font.J.woff2',
      '_app/immutable/chunks/G.js',
      '_app/immutable/entry/app.A.js',
      '_app/immutable/nodes/0.C.js',
      '_app/immutable/nodes/1.D.js',
      '_app/immutable/nodes/7.B.js',
      '_app/immutable/workers/w-I.js',
      '_app/version.json',
      'demos/recall/outcomes.json',
      'embed/recall/index.html',
      'favicon.svg',
      'frame.js',
      'lab/2026/tokens.bin.bin'
    ].sort()
  );
});

test('a catalogue brings what stands beside it, which it counts and does not name', async () => {
  const beside = {
    ...texts,
    'embed/asking/index.html': '"demos/asking/recorded/catalogue.json"',
    'demos/asking/recorded/catalogue.json': '{"bundles":[{"passages":["p1"]}]}',
    'demos/asking/recorded/0.json': '',
    'demos/asking/recorded/openings.json': ''
  };
  const needed = await neededBy(
    { paths: Object.keys(beside), text: async (path) => beside[path as keyof typeof beside] },
    ['embed/asking/index.html']
  );
  expect(needed.filter((path) => path.startsWith('demos/'))).toEqual([
    'demos/asking/recorded/0.json',
    'demos/asking/recorded/catalogue.json',
    'demos/asking/recorded/openings.json'
  ]);
});

test('what is not in the build ends it, and what is left out is not taken', async () => {
  await expect(neededBy(build, ['embed/none/index.html'])).rejects.toThrow('embed/none/index.html');
  const without = await neededBy(build, ['embed/recall/index.html'], (path) => path.startsWith('lab/'));
  expect(without.filter((path) => path.startsWith('lab/'))).toEqual([]);
});

test('of a model are needed its configuration and the weights that the page runs', () => {
  const model = { path: '2026/models/d1', dtypes: ['fp16', 'q8'] };
  const left = unrun({ models: [model], work_models: [], finetuned_models: [] } as unknown as Parameters<
    typeof unrun
  >[0]);
  const files = [
    'config.json',
    'tokenizer_config.json',
    'onnx/model_fp16.onnx.bin',
    'onnx/model_quantized.onnx'
  ];
  expect(files.filter((file) => left(`lab/2026/models/d1/${file}`))).toEqual([
    'tokenizer_config.json',
    'onnx/model_quantized.onnx'
  ]);
  expect(left('lab/2026/corpus/tokens.bin.bin')).toBe(false);
});
