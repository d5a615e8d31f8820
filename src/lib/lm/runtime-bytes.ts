/** Length of ONNX Runtime Web's WebAssembly file, which a first load fetches besides the model. A test measures it. */
export const RUNTIME_BYTES = 14_264_838;

/** Its SHA-256, which the same test computes. */
export const RUNTIME_SHA256 = '06ba057753da3847e4c24f02d91ab133455b0817c69a44993a9a53a2146df9e3';
