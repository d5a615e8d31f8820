import { beforeEach, expect, test } from 'vitest';
import { Session } from './session.svelte.ts';

let session: Session;
beforeEach(() => {
  session = new Session([
    { id: 'small', label: '1.3M', data: 'raw', loss_bits_per_byte: 1.254 },
    { id: 'large', label: '16M', data: 'raw', loss_bits_per_byte: 1.1 }
  ]);
});

test('begins with the smallest model', () => {
  expect(session.finding).toBe('1.3M parameters: 1.25 bits for each byte of text that it never read.');
  expect(session.at).toBe(0);
  expect(session.isUsual).toBe(true);
});

test('chooses a model, and starts over', () => {
  session.choose(1);
  expect(session.finding).toBe('16M parameters: 1.10 bits for each byte of text that it never read.');
  expect(session.fragment).toBe('v=1&model=large');
  expect(session.isUsual).toBe(false);
  session.reset();
  expect(session.at).toBe(0);
  expect(session.isUsual).toBe(true);
});

test('reads a link, and forgets its complaints when it starts over', () => {
  session.read('#v=1&model=large');
  expect(session.at).toBe(1);
  expect(session.complaints).toEqual([]);
  session.read('#v=1&model=huge');
  expect(session.at).toBe(0);
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect(session.complaints).toEqual([]);
});
