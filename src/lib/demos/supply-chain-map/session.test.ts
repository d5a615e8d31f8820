import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Session } from './session.svelte.ts';
import { readStages } from './stages.ts';

const { cases } = parse(readFileSync('content/law/cases.yaml', 'utf8')) as {
  cases: { id: string; name: string; events: { id: string; superseded_by?: string }[] }[];
};
const FILE = 'content/supply-chain.yaml';
const chain = readStages(parse(readFileSync(FILE, 'utf8')), cases, FILE);

let session: Session;
beforeEach(() => {
  session = new Session(chain);
});

test('begins with training', () => {
  expect(session.chosen).toBe('training');
  expect(session.stage.name).toBe('A model is trained');
  expect(session.from).toEqual(['dataset']);
  expect(session.termOf('training')).toBe('pre-training (4)');
  expect([session.chose, session.complaints]).toEqual([false, []]);
});

test('knows what comes from where, and what goes where', () => {
  session.choose('tuning');
  expect(session.from).toEqual(['training', 'tuning', 'alignment']);
  expect(session.ids.filter((id) => session.leadsTo(id))).toEqual(['release', 'alignment']);
});

test('reads a link, and starts over', () => {
  session.read('#v=1&stage=generation');
  expect(session.chosen).toBe('generation');
  expect(session.fragment).toBe('v=1&stage=generation');
  session.read('#stage=nowhere');
  expect(session.chosen).toBe('training');
  expect(session.complaints).toHaveLength(1);
  session.choose('works');
  expect(session.chosen).toBe('works');
  expect(session.chose).toBe(true);
  session.reset();
  expect(session.chose).toBe(false);
  expect(session.chosen).toBe('training');
  expect(session.complaints).toEqual([]);
});

test('a chain without training begins at its first stage', () => {
  const stages = chain.stages.filter(({ id }) => id !== 'training');
  expect(new Session({ ...chain, stages }).chosen).toBe('works');
});
