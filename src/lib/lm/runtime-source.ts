import url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { RemoteFile } from '#lib/worker/download.ts';

/**
 * ONNX Runtime Web's WebAssembly file, as it is installed. In a build another module stands in the place of this one, with
 * the file as it is published; see src/lib/deployment/runtime.ts.
 */
export const RUNTIME: RemoteFile = {
  url,
  bytes: 14_264_838,
  sha256: '06ba057753da3847e4c24f02d91ab133455b0817c69a44993a9a53a2146df9e3'
};
