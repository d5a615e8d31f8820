/** Length of ONNX Runtime Web's WebAssembly file, which a first load fetches besides the model. A test measures it. */
export const RUNTIME_BYTES = 14_264_838;
