/** What records say that our models ran in. */
export const ENGINE = 'Verbatim’s own engine, WebAssembly';
