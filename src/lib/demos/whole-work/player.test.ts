import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Player, SPEEDS } from './player.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIST = Array.from({ length: 1000 }, (_, i) => i);

test('shows what was recorded at its speed, faster, and to the end at once', () => {
  const player = new Player();
  player.show(LIST);
  expect([player.shown, player.done, player.playing]).toEqual([1000, true, false]);
  player.play();
  expect(player.shown).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(player.shown).toBe(SPEEDS[0]);
  player.faster();
  vi.advanceTimersByTime(1000);
  expect(player.shown).toBe(SPEEDS[0] + SPEEDS[1]);
  player.toEnd();
  expect([player.shown, player.done, player.playing]).toEqual([1000, true, false]);
  player.play();
  expect([player.shown, player.speed]).toEqual([0, 0]);
  player.toEnd();
  expect(player.shown).toBe(1000);
});

test('pauses where it stands, and goes on from there', () => {
  const player = new Player();
  player.show(LIST);
  player.play();
  vi.advanceTimersByTime(500);
  player.pause();
  vi.advanceTimersByTime(5000);
  expect(player.shown).toBe(SPEEDS[0] / 2);
  player.play();
  vi.advanceTimersByTime(500);
  expect(player.shown).toBe(SPEEDS[0]);
});

test('a list that grows is shown as it comes; what comes while it is paused waits', () => {
  const player = new Player();
  player.begin();
  player.add([1, 2, 3]);
  vi.advanceTimersByTime(50);
  expect([player.shown, player.done]).toEqual([3, false]);
  player.pause();
  player.add([4, 5]);
  vi.advanceTimersByTime(500);
  expect(player.shown).toBe(3);
  player.complete = true;
  expect(player.done).toBe(false);
  player.play();
  vi.advanceTimersByTime(50);
  expect([player.shown, player.done, player.playing]).toEqual([5, true, false]);
});

test('a list that ends before anything has come is done', () => {
  const player = new Player();
  player.begin();
  player.complete = true;
  vi.advanceTimersByTime(50);
  expect([player.done, player.playing]).toEqual([true, false]);
});
