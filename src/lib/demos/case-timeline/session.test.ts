import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBibliography } from '#lib/content/bibliography.ts';
import { readCases } from '#lib/law/cases.ts';
import { Session } from './session.svelte.ts';

const references = readBibliography(readFileSync('content/references.bib', 'utf8'), 'references.bib');
const law = readCases(parse(readFileSync('content/law/cases.yaml', 'utf8')), references, 'cases.yaml');

let session: Session;
beforeEach(() => {
  session = new Session(law);
});

test('begins with the ruling in Bartz among the events since 2022', () => {
  expect(session.open?.event.id).toBe('bartz-2025-06');
  expect(session.current).toBe(session.open);
  expect(session.entry).toBe('bartz-2025-06');
  expect(session.isUsual).toBe(true);
  expect(session.shown.length).toBe(session.onAxis.length + session.beforeAxis.length);
  expect(session.count).toBe(`${session.shown.length} events are shown.`);
  expect([session.chose, session.complaints]).toEqual([false, []]);
});

describe('what is read belongs to what is shown', () => {
  test('a filter that leaves the event out closes its card, and gives it back', () => {
    session.settings.filter = 'abroad';
    expect(session.open).toBeNull();
    expect(session.shown.every(({ court }) => court.country !== 'United States')).toBe(true);
    expect(session.entry).toBe(session.onAxis[0]!.event.id);
    session.settings.filter = 'all';
    expect(session.open?.event.id).toBe('bartz-2025-06');
  });

  test('one at a time, the nearest in time takes its place', () => {
    session.settings.filter = 'abroad';
    const current = session.current!;
    const days = (date: string) => Math.abs(Date.parse(date) - Date.parse('2025-06-23'));
    expect(session.shown).toContain(current);
    for (const { event } of session.shown)
      expect(days(current.event.date)).toBeLessThanOrEqual(days(event.date));
    expect(session.at).toBe(session.shown.indexOf(current));
  });

  test('while no card is open, the usual event stands for where the reader is', () => {
    session.close();
    expect(session.current?.event.id).toBe('bartz-2025-06');
    session.settings.part = 'precedents';
    expect(session.current?.event.id).toBe('cox-2026-03');
    expect(session.at).toBe(session.shown.indexOf(session.current!));
  });

  test('one event is one', () => {
    const sony = session.all.find(({ event }) => event.id === 'sony-1984')!;
    const one = new Session({ ...law, cases: [{ ...sony.case, events: [sony.event] }] });
    one.settings.part = 'precedents';
    expect(one.count).toBe('1 event is shown.');
  });

  test('where there is none, that is said', () => {
    session.settings.part = 'precedents';
    session.settings.filter = 'abroad';
    expect(session.shown).toEqual([]);
    expect(session.current).toBeUndefined();
    expect(session.at).toBe(-1);
    expect(session.count).toMatch(/^No precedent here comes under “outside the US”\./);
    session.go(1);
    expect(session.settings.event).toBe('bartz-2025-06');
  });
});

test('goes from event to event in time, and stops at both ends', () => {
  const { shown } = session;
  session.choose(shown[0]!.event.id);
  expect(session.chose).toBe(true);
  session.go(-1);
  expect(session.at).toBe(0);
  for (let i = 1; i < shown.length; i += 1) {
    session.go(1);
    expect(session.open).toBe(shown[i]);
  }
  session.go(1);
  expect(session.at).toBe(shown.length - 1);
});

test('keys lead along the axis', () => {
  const ids = session.onAxis.map(({ event }) => event.id);
  const at = ids.indexOf('bartz-2025-06');
  for (const key of ['ArrowRight', 'ArrowDown']) expect(session.reachedBy(key)).toBe(ids[at + 1]);
  for (const key of ['ArrowLeft', 'ArrowUp']) expect(session.reachedBy(key)).toBe(ids[at - 1]);
  expect(session.reachedBy('Home')).toBe(ids[0]);
  expect(session.reachedBy('End')).toBe(ids.at(-1));
  session.choose(ids[0]!);
  expect(session.reachedBy('ArrowLeft')).toBe(ids[0]);
  session.choose(ids.at(-1)!);
  expect(session.reachedBy('ArrowRight')).toBe(ids.at(-1));
  expect(session.reachedBy('Tab')).toBeUndefined();
  expect(session.reachedBy('toString')).toBeUndefined();
});

test('closes, and starts over', () => {
  expect(session.close()).toBe('bartz-2025-06');
  expect(session.open).toBeNull();
  expect(session.fragment).toBe('v=1&event=none');
  expect(session.isUsual).toBe(false);
  session.read('#v=1&part=precedents&show=weather');
  expect(session.settings.part).toBe('precedents');
  expect(session.complaints.join()).toContain('“weather”');
  session.choose('sony-1984');
  session.reset();
  expect(session.isUsual).toBe(true);
  expect(session.chose).toBe(false);
  expect(session.complaints).toEqual([]);
});
