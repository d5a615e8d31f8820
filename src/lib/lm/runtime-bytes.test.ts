import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RUNTIME_BYTES, RUNTIME_SHA256 } from './runtime-bytes.ts';

test('length and hash of the runtime are those of the installed version', () => {
  const file = readFileSync(
    fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))
  );
  expect(RUNTIME_BYTES).toBe(file.length);
  expect(RUNTIME_SHA256).toBe(createHash('sha256').update(file).digest('hex'));
});
