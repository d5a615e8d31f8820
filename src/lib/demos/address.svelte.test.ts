import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';

vi.mock('$app/navigation', () => ({
  replaceState: (url: string) => history.replaceState(history.state, '', url)
}));
vi.mock('$app/state', () => ({ page: { state: {}, data: {} } }));

const { default: Addressed } = await import('./Addressed.fixture.svelte');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  history.replaceState(history.state, '', location.pathname + location.search);
});
afterEach(() => {
  vi.useRealTimers();
  history.replaceState(history.state, '', location.pathname + location.search);
});

/** The browser tells of a new fragment a moment after it is there. */
const told = () => new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));

test('a link that comes as the state is about to be written is read, and not written over', async () => {
  const read = vi.fn<(hash: string) => void>();
  const { component } = await render(Addressed, { read });
  component.set('v=1&a=2');
  await vi.advanceTimersByTimeAsync(200);
  const change = told();
  location.hash = 'v=1&a=3';
  vi.advanceTimersByTime(60);
  expect(location.hash).toBe('#v=1&a=3');
  await change;
  expect(read).toHaveBeenLastCalledWith('#v=1&a=3');
});

test('the state is written once the reader pauses', async () => {
  const { component } = await render(Addressed, { read: () => {} });
  component.set('v=1&a=2');
  await vi.advanceTimersByTimeAsync(200);
  component.set('v=1&a=3');
  await vi.advanceTimersByTimeAsync(240);
  expect(location.hash).toBe('');
  await vi.advanceTimersByTimeAsync(100);
  expect(location.hash).toBe('#v=1&a=3');
});
