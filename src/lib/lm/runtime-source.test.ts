import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RUNTIME } from './runtime-source.ts';

test('length and hash of the runtime are those of the installed version', () => {
  const file = readFileSync(
    fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))
  );
  expect(RUNTIME.bytes).toBe(file.length);
  expect(RUNTIME.sha256).toBe(createHash('sha256').update(file).digest('hex'));
});
