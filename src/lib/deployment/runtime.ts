// The runtime as it is published: ONNX Runtime Web's WebAssembly with those functions alone that our models need, packed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { sha256 } from './files.ts';
import { PACKED_FOLDER, pack } from './pack.ts';
import functions from './runtime-functions.json' with { type: 'json' };
import { prune } from './wasm.ts';

/** As it is installed. */
export const installedRuntime = (): Uint8Array =>
  readFileSync(fileURLToPath(import.meta.resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')));

/**
 * The functions that are kept, by index: those that ran when every published model was asked, and all that these call by
 * name, as the ways into errors. The others belong to operators that no model of ours has.
 */
export function keptFunctions(): Set<number> {
  const bits = Buffer.from(functions.kept, 'base64');
  const kept = new Set<number>();
  for (let i = 0; i < bits.length * 8; i++) if (bits[i >> 3]! & (1 << (i & 7))) kept.add(i);
  return kept;
}

/** @throws Error where another version is installed than the one that the list of functions is of */
export async function prunedRuntime(): Promise<Uint8Array<ArrayBuffer>> {
  const installed = installedRuntime();
  if ((await sha256(installed.slice())) !== functions.of) {
    throw new Error('ONNX Runtime Web has changed: run `npm run record -- runtime`.');
  }
  return prune(installed, keptFunctions());
}

/** The module that says where the runtime is; a build replaces it. */
const SOURCE = /\/src\/lib\/lm\/runtime-source\.ts$/;

/** In a build: has pages take the runtime as it is published. */
export function publishedRuntime(): Plugin {
  return {
    name: 'published-runtime',
    apply: 'build',
    enforce: 'pre',
    async load(id) {
      if (!SOURCE.test(id)) return;
      const plain = await prunedRuntime();
      const packed = pack(plain);
      const path = resolve(PACKED_FOLDER, 'runtime.bin');
      mkdirSync(PACKED_FOLDER, { recursive: true });
      writeFileSync(path, packed);
      const file = { bytes: plain.length, sha256: await sha256(plain), packed: packed.length };
      return `import url from ${JSON.stringify(`${path}?url`)};\nexport const RUNTIME = { url, ...${JSON.stringify(file)} };`;
    }
  };
}

/** In a build, for workers: ONNX Runtime Web names a file of its own, which is never asked for. */
export function withoutPlainRuntime(): Plugin {
  return {
    name: 'without-plain-runtime',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!/onnxruntime-web[^?]*\.mjs/.test(id)) return;
      return {
        code: code.replaceAll('new URL("ort-wasm-simd-threaded.wasm",import.meta.url)', 'new URL("data:,")'),
        map: null
      };
    }
  };
}
