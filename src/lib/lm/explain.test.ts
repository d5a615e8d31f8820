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
  // ONNX Runtime, and what it is compiled with
  'std::bad_alloc',
  "Can't create a session. failed to allocate a buffer of size 31457280.",
  'Failed to allocate memory for requested buffer of size 1048576',
  'Aborted(OOM). Build with -sASSERTIONS for more info.',
  'Aborted(Cannot enlarge memory arrays to size 2147483648 bytes)'
])('there is no memory: %s', (message) => {
  for (const call of ['load', 'complete'] as const) {
    const { code, message: words } = explain(new Error(message), call);
    expect(code).toBe('memory');
    expect(words).toMatch(/^There is not enough memory for the language model\./);
  }
});

test.each([
  'WebAssembly.instantiate(): Wasm SIMD unsupported',
  'no available backend found. ERR: [wasm] RuntimeError: Aborted(CompileError)',
  'Can not use strings in pre-allocated memory.',
  'Status onnxruntime::contrib::ApplyAttention(const float *, AllocatorPtr, OpKernelContext *) const: wrong shape'
])('there is something else: %s', (message) => {
  expect(explain(new Error(message), 'load').code).toBe('unsupported');
  expect(explain(new Error(message), 'complete').code).toBe('worker');
});

test('what has a code keeps it, and its own words', () => {
  expect(explain(new LmError('context', 'Too long: out of memory.'), 'complete')).toEqual({
    code: 'context'
  });
});
