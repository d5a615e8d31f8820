import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RUNTIME_BYTES } from './runtime-bytes.ts';

test('the length of the runtime is the one of the installed version', () => {
  const file = fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  expect(RUNTIME_BYTES).toBe(statSync(file).size);
});
