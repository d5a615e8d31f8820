import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { LanguageModel } from '#lib/lm/client.svelte.ts';
import { parseManifest, runnable } from '#lib/release/manifest.ts';
import { parsePassages, type Passage } from '#lib/release/passages.ts';
import { parseRecords, type CompletionRecord, type TokenTrace } from '#lib/release/record.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { sameQuestion } from './question.ts';
import { Session, startOf } from './session.svelte.ts';
import { CONTEXTS, DEFAULTS, formatState, modelsAsked, parseState, type PlaygroundState } from './state.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const release = parseManifest(lab('manifest.json'));
const manifest = runnable(release);
const passages = parsePassages(lab(release.passages.path));
const records = parseRecords(lab(release.records.path));
live.ready = true;
const published = { manifest, records, passages, pieces: {}, titles: {} };
const known = { models: manifest.models.map(({ id }) => id), passages: passages.map(({ id }) => id) };

/** A model that answers with the tokens that it is given, one after another, and can be held back. */
function fakeModel(answer: readonly number[]) {
  let held = false;
  let go = () => {};
  const trace = (id: number): TokenTrace => ({
    id,
    text: `t${id}`,
    logprob: -1,
    rank: 1,
    entropy: 1,
    top: [
      { id, text: `t${id}`, logprob: -1 },
      { id: id + 1, text: 'other', logprob: -2 }
    ]
  });
  const lm = {
    status: 'ready',
    model: null,
    files: { loaded: 0, total: 0 },
    fetchesRuntime: false,
    asked: [] as { ids: number[]; maxTokens: number }[],
    load: () => Promise.resolve(),
    stop: vi.fn(() => go()),
    cancelLoad: vi.fn(),
    dispose: vi.fn(),
    async complete(
      { ids, decoding }: { ids: number[]; decoding: { maxTokens: number } },
      onToken: (sample: number, token: TokenTrace) => void
    ) {
      lm.asked.push({ ids, maxTokens: decoding.maxTokens });
      const tokens = answer.slice(0, decoding.maxTokens).map(trace);
      for (const token of tokens) onToken(0, token);
      if (held) await new Promise<void>((resolve) => (go = resolve));
      return [{ tokens, text: '', stopped: 'length' }];
    },
    hold: () => (held = true)
  };
  return lm;
}

function sessionWith(state: PlaygroundState, answer = [5, 6, 7, 8]) {
  const lm = fakeModel(answer);
  const session = new Session(published, state, [lm, lm] as unknown as [LanguageModel, LanguageModel]);
  vi.spyOn(session.corpus, 'load').mockResolvedValue();
  vi.spyOn(session, 'tokenizer').mockResolvedValue({
    encode: (text: string) => [...text].map((char) => char.charCodeAt(0) % 4000),
    decode: (ids: number[]) => ids.join(' ')
  } as never);
  return { session, lm };
}

/** Whether a record answers a state: the very model, the very first tokens of the passage, the very way of decoding. */
function answers(record: CompletionRecord, model: string, state: PlaygroundState, passage: Passage): boolean {
  return (
    record.model === model &&
    record.passage === passage.id &&
    JSON.stringify(record.prompt.ids) === JSON.stringify(passage.token_ids.slice(0, state.context)) &&
    record.decoding.method === state.decoding.method &&
    record.decoding.max_tokens === state.decoding.maxTokens
  );
}

describe('what is shown belongs to what is asked', () => {
  const { session } = sessionWith(startOf(published));

  test('whatever passage, models and context a link names, its own answer is shown, or none', () => {
    let shown = 0;
    const recordedPassages = [...new Set(records.map(({ passage }) => passage!))];
    fc.assert(
      fc.property(
        fc.constantFrom(...known.models),
        fc.option(fc.constantFrom(...known.models), { nil: null }),
        fc.oneof(fc.constantFrom(...known.passages), fc.constantFrom(...recordedPassages)),
        fc.constantFrom(...CONTEXTS),
        fc.constantFrom('greedy' as const, 'sample' as const),
        fc.constantFrom(32, 8, 64),
        (model, beside, passage, context, method, maxTokens) => {
          const decoding = { ...DEFAULTS.decoding, method, maxTokens };
          const state: PlaygroundState = { ...DEFAULTS, model, beside, passage, context, decoding };
          const { state: read, complaints } = parseState(formatState(state, known), known);
          expect(complaints).toEqual([]);
          session.restore(read);
          if (!session.run) return;
          shown++;
          expect(session.stale).toBe(false);
          const planted = passages.find(({ id }) => id === passage)!;
          expect(session.run.records).toHaveLength(modelsAsked(state).length);
          session.run.records.forEach((record, side) => {
            expect(answers(record, modelsAsked(state)[side]!, state, planted)).toBe(true);
          });
        }
      ),
      { numRuns: 3000 }
    );
    expect(shown).toBeGreaterThan(10);
  });

  test('every recorded completion is found by the link that names it', () => {
    for (const record of records) {
      const state = { ...DEFAULTS, model: record.model, passage: record.passage };
      session.restore({ ...state, context: record.prompt.ids.length } as PlaygroundState);
      expect(session.run?.records[0]?.tokens).toEqual(record.tokens);
    }
  });

  test('a typed prefix has no recorded answer', () => {
    session.restore({ ...DEFAULTS, model: known.models[0]!, prefix: 'Call me Ishmael.' });
    expect(session.run).toBeNull();
  });

  test('another model, passage or way of choosing leaves the old answer, and marks it as old', () => {
    const { session } = sessionWith(startOf(published));
    expect(session.stale).toBe(false);
    const { model, context } = session.state;
    session.state.view = 'rank';
    expect(session.stale).toBe(false);
    session.state.model = known.models.find((id) => id !== model)!;
    expect(session.stale).toBe(true);
    session.state.model = model;
    expect(session.stale).toBe(false);
    session.state.context = CONTEXTS.find((other) => other !== context)!;
    expect(session.stale).toBe(true);
    session.state.context = context;
    session.write('Call me');
    expect(session.stale).toBe(true);
  });

  test('what a method does not use makes no other question', () => {
    const a: PlaygroundState = { ...DEFAULTS, model: 'm' };
    const hot = { ...a, decoding: { ...a.decoding, temperature: 2, seed: 9 } };
    expect(sameQuestion(a, hot)).toBe(true);
    const drawn = (state: PlaygroundState): PlaygroundState => ({
      ...state,
      decoding: { ...state.decoding, method: 'sample' }
    });
    expect(sameQuestion(drawn(a), drawn(hot))).toBe(false);
    expect(sameQuestion({ ...a, passage: 'p', prefix: 'x' }, { ...a, passage: 'p', prefix: 'y' })).toBe(true);
    expect(sameQuestion({ ...a, prefix: 'x' }, { ...a, prefix: 'x', context: 8 })).toBe(true);
  });
});

describe('asking', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };

  test('a completion is live, in the record of its question, and undo goes back to the one before', async () => {
    const { session, lm } = sessionWith(startOf(published));
    const before = session.run;
    session.restore(own);
    expect(session.run).toBeNull();
    expect(session.canUndo).toBe(true);
    await session.complete();
    expect(lm.asked).toEqual([{ ids: [72, 105], maxTokens: 32 }]);
    expect(session.run?.records[0]).toMatchObject({ origin: 'live', model: own.model, stopped: 'length' });
    expect(session.run?.records[0]?.tokens.map(({ id }) => id)).toEqual([5, 6, 7, 8]);
    expect(session.stale).toBe(false);
    session.undo();
    expect(session.run).toEqual(before);
    expect(session.stale).toBe(false);
    session.redo();
    expect(session.state.prefix).toBe('Hi');
  });

  test('a link that comes while a model writes stops it, and the old words do not stand under the new link', async () => {
    const { session, lm } = sessionWith(own);
    lm.hold();
    const running = session.complete();
    await vi.waitFor(() => expect(session.run?.records[0]?.tokens).toHaveLength(4));
    session.restore({ ...own, prefix: 'Other' });
    expect(lm.stop).toHaveBeenCalled();
    await running;
    expect(session.run).toBeNull();
    expect(session.busy).toBe(false);
  });

  test('branching keeps the length: at the last token nothing more is written', async () => {
    const { session, lm } = sessionWith({ ...own, decoding: { ...own.decoding, maxTokens: 4 } });
    await session.complete();
    await session.branch(0, 3, 9);
    expect(session.run?.records[0]?.tokens.map(({ id }) => id)).toEqual([5, 6, 7, 9]);
    expect(session.run?.records[0]?.stopped).toBe('length');
    expect(lm.asked).toHaveLength(1);
    await session.branch(0, 1, 7);
    expect(lm.asked[1]).toMatchObject({ maxTokens: 2 });
    expect(session.run?.records[0]?.tokens).toHaveLength(4);
  });

  test('branching from an answer to another question takes that question up', async () => {
    const { session } = sessionWith(own);
    await session.complete();
    session.write('Something else');
    expect(session.stale).toBe(true);
    await session.branch(0, 0, 6);
    expect(session.state.prefix).toBe('Hi');
    expect(session.stale).toBe(false);
  });

  test('a text too long is refused with numbers, and what was written stays', async () => {
    const { session, lm } = sessionWith(own);
    session.write('a'.repeat(6_000));
    await session.complete();
    expect(session.notice?.text).toContain('6,000 characters');
    session.write('a'.repeat(300));
    await session.complete();
    expect(session.notice?.text).toContain('300 tokens');
    expect(lm.asked).toEqual([]);
    expect(session.state.prefix).toHaveLength(300);
  });

  test('lines that end as on Windows are lines', () => {
    const { session } = sessionWith(own);
    session.write('one\r\ntwo\rthree');
    expect(session.state.prefix).toBe('one\ntwo\nthree');
  });

  test('tracing asks one question at a time, and the last answer is of all words', async () => {
    const { session } = sessionWith(own, [1, 2, 3, 4, 5, 6]);
    session.corpus.status = 'ready';
    const asked: number[] = [];
    let open = 0;
    vi.spyOn(session.corpus, 'spans').mockImplementation(async (ids) => {
      expect(++open).toBe(1);
      asked.push(ids.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      open--;
      return [];
    });
    await session.complete();
    await vi.waitFor(() => expect(asked.at(-1)).toBe(6));
    expect(asked.length).toBeLessThan(6);
  });
});
