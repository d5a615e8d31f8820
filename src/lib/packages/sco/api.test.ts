import { expect, test } from 'vitest';
import { findApi, type Api, type Windowed } from './api.ts';

const api = { LMSInitialize: () => 'true' } as unknown as Api;

/** A window in another, or outermost. */
function windowOf(around: Windowed | null, rest: Partial<Record<'API' | 'opener', unknown>> = {}): Windowed {
  const own = { opener: null, ...rest } as unknown as { parent: Windowed };
  own.parent = around ?? (own as unknown as Windowed);
  return own as unknown as Windowed;
}
/** One of another origin, into which nobody may look. */
const closed = (around: Windowed | null) => {
  const own = windowOf(around);
  const refuse = () => {
    throw new DOMException('', 'SecurityError');
  };
  Object.defineProperty(own, 'API', { get: refuse });
  Object.defineProperty(own, 'opener', { get: refuse });
  return own;
};

test('the interface is found in the window, around it, past a window of another origin, and in its opener', () => {
  expect(findApi(windowOf(null, { API: api }))).toBe(api);
  expect(findApi(windowOf(windowOf(windowOf(null, { API: api }))))).toBe(api);
  expect(findApi(windowOf(closed(windowOf(null, { API: api }))))).toBe(api);
  const opener = windowOf(windowOf(null, { API: api }));
  expect(findApi(windowOf(null, { opener }))).toBe(api);
  expect(findApi(windowOf(windowOf(null, { opener })))).toBe(api);
});

test('where there is none, none is found, and no ring of windows is gone round for ever', () => {
  expect(findApi(windowOf(null))).toBeNull();
  expect(findApi(closed(null))).toBeNull();
  expect(findApi(windowOf(null, { API: {} }))).toBeNull();
  const ring = windowOf(null) as { parent: Windowed };
  ring.parent = windowOf(ring as Windowed);
  expect(findApi(ring as Windowed)).toBeNull();
});
