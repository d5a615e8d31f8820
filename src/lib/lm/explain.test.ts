import { expect, test } from 'vitest';
import { LmError } from './protocol.ts';
import { explain } from './explain.ts';

test.each([
  // V8
  'WebAssembly.Memory(): could not allocate memory',
  'WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory for new instance',
  'Array buffer allocation failed',
  'Invalid typed array length: 4294967296',
  // SpiderMonkey, JavaScriptCore
  'out of memory',
  'allocation size overflow',
  'invalid array length',
  'Out of memory',
  // What is asked for when a memory grows
  'WebAssembly.Memory.grow(): Unable to grow instance memory',
  'WebAssembly.Memory.grow(): Maximum memory size exceeded',
  'failed to grow memory'
])('there is no memory: %s', (message) => {
  for (const call of ['load', 'complete'] as const) {
    const { code, message: words } = explain(new Error(message), call);
    expect(code).toBe('memory');
    expect(words).toMatch(/^There is not enough memory for the language model\./);
  }
});

test.each([
  'WebAssembly.instantiate(): Wasm SIMD unsupported',
  'WebAssembly.Module(): Compiling function #1 failed: invalid numeric opcode 0xfd0c',
  'There is no such token.',
  'The file ends too early.'
])('there is something else: %s', (message) => {
  expect(explain(new Error(message), 'load').code).toBe('unsupported');
  expect(explain(new Error(message), 'complete').code).toBe('worker');
});

test('what has a code keeps it, and its own words', () => {
  expect(explain(new LmError('context', 'Too long: out of memory.'), 'complete')).toEqual({
    code: 'context'
  });
});
