import { expect, test } from 'vitest';
import { explain } from './explain.ts';

const work = { what: 'the lesson', opening: false, failed: 'The lesson failed.' };

// V8 and JavaScriptCore
test.each(['memory access out of bounds', 'Out of bounds memory access'])(
  'what reads beside its memory does not lack any: %s',
  (message) => {
    expect(explain(new Error(message), work)).toEqual({ code: 'worker', message: 'The lesson failed.' });
  }
);

test('it says what there is not enough memory for, and what cannot be opened', () => {
  expect(explain(new RangeError('Out of memory'), work).message).toMatch(/memory for the lesson\./);
  const { code, message } = explain(new Error('Wasm SIMD unsupported'), { ...work, opening: true });
  expect(code).toBe('unsupported');
  expect(message).toMatch(/^This browser cannot run the lesson: its WebAssembly does not take it\./);
});
