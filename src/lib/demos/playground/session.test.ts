import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import { parseManifest, runnable } from '#lib/release/manifest.ts';
import { parsePassages, type Passage } from '#lib/release/passages.ts';
import { parseRecords, type CompletionRecord, type TokenTrace } from '#lib/release/record.ts';
import { packIds, type Bundle, type Catalogue } from '#lib/release/recorded.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { sameQuestion } from './question.ts';
import { Session, startOf } from './session.svelte.ts';
import { CONTEXTS, DEFAULTS, formatState, modelsAsked, parseState, type PlaygroundState } from './state.ts';

const lab = (path: string): unknown => JSON.parse(readFileSync(join('static', 'lab', path), 'utf8'));
const release = parseManifest(lab('manifest.json'));
const manifest = runnable(release);
const passages = parsePassages(lab(release.passages.path));
const records = parseRecords(lab(release.records.path));
const known = { models: manifest.models.map(({ id }) => id), passages: passages.map(({ id }) => id) };
live.ready = true;

const sum = (text: string) => ({
  bytes: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex')
});

/** The files of a release of which every passage was recorded with one answer of every model, at 32 tokens given. */
function filesOf(answer: (passage: Passage, model: string) => number[]): Map<string, string> {
  const tokenizer = lab(release.tokenizer.path) as { model: { vocab: Record<string, number> } };
  const bundles: Bundle[] = [];
  for (let at = 0; at < passages.length; at += 16)
    bundles.push({
      titles: { other: 'Another text' },
      passages: passages.slice(at, at + 16).map((passage) => ({
        ...{ id: passage.id, condition: passage.condition, copies: passage.copies },
        ...{ chapter: passage.chapter, level: passage.level ?? null, ids: packIds(passage.token_ids) },
        asked: [[32, 32]],
        models: Object.fromEntries(
          manifest.models.map(({ id }) => [
            id,
            { tokens: [packIds(answer(passage, id))], logprobs: [-2], spans: { 0: [[0, 10, false, 3, []]] } }
          ])
        )
      }))
    });
  const texts = bundles.map((bundle) => JSON.stringify(bundle));
  const openings = JSON.stringify(
    Object.fromEntries(passages.map(({ id, text }) => [id, text.slice(0, 120)]))
  );
  const catalogue: Catalogue = {
    ...{ release: release.release, runtime: 'a test', bos: release.bos_token_id },
    tokens: Object.keys(tokenizer.model.vocab).toSorted(
      (a, b) => tokenizer.model.vocab[a]! - tokenizer.model.vocab[b]!
    ),
    groups: [...new Set(passages.map(({ condition, copies }) => `${condition} ${copies}`))].map((key) => {
      const of = passages.filter(({ condition, copies }) => `${condition} ${copies}` === key);
      const { condition, copies } = of[0]!;
      return { condition, copies, level: null, passages: of.map(({ id }) => id) };
    }),
    bundles: texts.map((text, i) => ({ passages: bundles[i]!.passages.map(({ id }) => id), ...sum(text) })),
    openings: sum(openings)
  };
  return new Map([
    ['catalogue.json', JSON.stringify(catalogue)],
    ['openings.json', openings],
    ...texts.map((text, i) => [`${i}.json`, text] as const)
  ]);
}

/** 32 tokens of a model on a passage, that no other has. */
const answerOf = ({ id }: Passage, model: string): number[] =>
  Array.from(
    { length: 32 },
    (_, i) => 300 + ((i + Number(/\d+/.exec(id)?.[0] ?? 0) + known.models.indexOf(model)) % 900)
  );
const files = filesOf(answerOf);

/** What a server has, less what is out of order. */
const broken = new Set<string>();
beforeEach(() => {
  broken.clear();
  vi.stubGlobal('fetch', (input: RequestInfo | URL) => {
    const url = String(input instanceof Request ? input.url : input);
    const name = url.slice(url.lastIndexOf('/') + 1);
    if (broken.has(name)) return Promise.resolve(new Response('', { status: 404 }));
    const body = url.includes('/lab/')
      ? new Uint8Array(readFileSync(`static${url.slice(url.indexOf('/lab/'))}`))
      : files.get(name)!;
    return Promise.resolve(new Response(body));
  });
});
afterEach(() => void vi.unstubAllGlobals());

/** Busy machines take longer than the second that is usual. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

const published = {
  ...{ manifest, records, passages, pieces: {}, titles: {} },
  recorded: { path: 'recorded/catalogue.json', ...sum(files.get('catalogue.json')!) }
};

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
    shared: [],
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

describe('what was recorded', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };
  const passage = passages.find(({ id }) => !records.some((record) => record.passage === id))!;
  const asked = { ...own, passage: passage.id };
  const ids = (session: Session, side = 0) => session.run?.records[side]?.tokens.map(({ id }) => id);

  test('is drawn for the link that names it, of one model or two, with what stands in the training data', async () => {
    const { session } = sessionWith(own);
    const [first, second] = known.models as [string, string];
    session.restore({ ...asked, model: first, beside: second });
    expect([session.run, session.lookup.coming]).toEqual([null, true]);
    await until(() => expect(session.run).not.toBeNull());
    expect(session.lookup.coming).toBe(false);
    expect([ids(session), ids(session, 1)]).toEqual([answerOf(passage, first), answerOf(passage, second)]);
    expect(session.run!.records[1]).toMatchObject({
      ...{ origin: 'recorded', runtime: 'a test', passage: passage.id, stopped: 'length' },
      spans: [{ start: 0, end: 10, kind: 'verbatim', copies: 3, sources: [] }]
    });
    expect(session.title('other')).toBe('Another text');
    expect(session.truth(0)).toBe(-2);
    session.state.model = second;
    session.state.beside = null;
    expect(session.stale).toBe(true);
    await session.look();
    expect(ids(session)).toEqual(answerOf(passage, second));
  });

  test('is there as far as it goes, and a part of it is not marked', async () => {
    const { session } = sessionWith(own);
    const of = async (maxTokens: number) => {
      session.restore({ ...asked, decoding: { ...own.decoding, maxTokens } });
      await until(() => expect(session.run).not.toBeNull());
      return session.run!.records[0]!;
    };
    const long = await of(64);
    expect([long.tokens.length, long.decoding.max_tokens, long.spans?.length]).toEqual([32, 32, 1]);
    const short = await of(8);
    expect([short.tokens.length, short.decoding.max_tokens, short.spans]).toEqual([8, 8, undefined]);
  });

  test('is no answer to what is drawn at random, nor at other tokens given', async () => {
    const { session } = sessionWith(own);
    for (const state of [
      { ...asked, decoding: { ...own.decoding, method: 'sample' as const } },
      { ...asked, context: 8 }
    ]) {
      session.restore(state);
      await until(() => expect(session.lookup.coming).toBe(false));
      await session.look();
      expect(session.run).toBeNull();
    }
    expect(passage.text.startsWith(session.prefix)).toBe(true);
  });

  test('that does not come is said, and comes when it is asked for again', async () => {
    const { session, lm } = sessionWith(own);
    for (const name of files.keys()) if (/^\d/.test(name)) broken.add(name);
    session.restore(asked);
    await until(() => expect(session.lookup.trouble).toContain('the recorded completions'));
    expect(session.run).toBeNull();
    broken.clear();
    await session.look();
    expect([ids(session), session.lookup.trouble]).toEqual([answerOf(passage, own.model), null]);
    expect(lm.asked).toEqual([]);
  });

  test('that comes late is not shown in the place of another answer', async () => {
    const { session } = sessionWith(own);
    session.restore(asked);
    session.restore(own);
    await session.load(passage.id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(session.run).toBeNull();
    const { session: quick } = sessionWith(own);
    quick.restore(asked);
    await quick.complete();
    expect(quick.run?.records[0]?.origin).toBe('live');
  });

  test('is what a live answer is held against', async () => {
    const truth = answerOf(passage, own.model);
    const of = async (answer: number[], maxTokens = 32) => {
      const { session } = sessionWith(own, answer);
      session.restore({ ...asked, decoding: { ...own.decoding, maxTokens } });
      await session.complete();
      await until(() => expect(session.truth(0)).not.toBeNull());
      return session;
    };
    expect((await of(truth)).agreement(0)).toEqual({ tokens: 32, parts: null });
    expect((await of([...truth, 1], 64)).agreement(0)).toEqual({ tokens: 32, parts: null });
    const other = await of([...truth.slice(0, 30), 1, 2]);
    expect(other.agreement(0)).toEqual({
      tokens: 32,
      parts: { at: 30, recorded: other.decode(truth.slice(30)) }
    });
    await other.branch(0, 3, truth[3]! + 1);
    expect(other.agreement(0)).toBeNull();
    other.restore(asked);
    expect(other.agreement(0)).toBeNull();
    other.write('Own words');
    await other.complete();
    expect(other.agreement(0)).toBeNull();
  });
});

describe('a prefix of one’s own', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: '' };
  const passage = passages.find(({ condition, copies }) => condition === 'exact' && copies === 128)!;
  const opened = async () => {
    const session = new Session(published, own);
    await session.explain();
    return session;
  };

  test('falls into tokens, once the tokenizer is here', async () => {
    const session = new Session(published, own);
    session.write(passage.text.slice(0, 40));
    expect([session.ids, session.near]).toEqual([null, null]);
    const coming = session.explain();
    expect(session.letters.coming).toBe(true);
    await coming;
    expect(session.ids).toEqual((await session.tokenizer()).encode(session.prefix));
    session.restore({ ...own, passage: passage.id, context: 16 });
    expect(session.ids).toEqual(passage.token_ids.slice(0, 16));
  });

  test('is known as the opening of a passage, a wrong letter is pointed at, and it is mended', async () => {
    const session = await opened();
    session.write(passage.text.slice(0, 40));
    expect(session.near).toMatchObject({ id: passage.id, first: null, planted: { copies: 128 } });
    const text = session.prefix;
    session.write(`${text.slice(0, 10)}#${text.slice(11)}`);
    expect(session.near).toMatchObject({ id: passage.id, edits: 1, mended: text });
    session.write(session.near!.mended);
    await session.takeUp(session.near!.id);
    expect(session.state.passage).toBe(passage.id);
    expect(session.near).toBeNull();
  });

  test('longer than an opening, it is held against the passage', async () => {
    const session = new Session({ ...published, passages: [] }, own);
    await session.explain();
    session.write(`${passage.text.slice(0, 200)}!`);
    expect(session.near).toMatchObject({ id: passage.id, beyond: true, first: null });
    await session.load(passage.id);
    expect(session.near).toMatchObject({ id: passage.id, beyond: false, edits: 1 });
  });

  test('too long, it can be cut to what a model reads; a special token’s name is named', async () => {
    const session = await opened();
    for (const text of ['word '.repeat(300).trim(), 'w'.repeat(9000)]) {
      session.write(text);
      const [odd] = session.oddities;
      expect(odd!.text).toContain(`${session.room} tokens`);
      session.write(odd!.mended);
      expect(session.oddities).toEqual([]);
      expect(session.ids!.length).toBeLessThanOrEqual(session.room);
      expect(text.endsWith(session.prefix)).toBe(true);
    }
    session.write('Call<|bos|> me');
    expect(session.oddities.map(({ mended }) => mended)).toEqual(['Call me']);
  });

  test('that cannot be looked at says so, and is looked at again', async () => {
    const session = new Session(published, own);
    broken.add('openings.json');
    await session.explain();
    expect(session.letters.trouble).toContain('openings');
    broken.clear();
    await session.explain();
    expect(session.letters).toEqual({ coming: false, trouble: null });
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
    await until(() => expect(session.run?.records[0]?.tokens).toHaveLength(4));
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
    await until(() => expect(asked.at(-1)).toBe(6));
    expect(asked.length).toBeLessThan(6);
  });
});

describe('openings', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };
  const copied = passages.filter(({ condition, copies }) => condition === 'exact' && copies === 128);
  const open = () => sessionWith(own).session;

  test('come one after another in the order of the table, and then from the first again', async () => {
    const session = open();
    for (const passage of [...copied, copied[0]!]) {
      const coming = session.openPassage(128);
      expect(session.fetching).toBe(true);
      await coming;
      expect(session.state.passage).toBe(passage.id);
    }
    expect(session.fetching).toBe(false);
  });

  test('by surprise are of any passage planted whole, and one in five of an address', async () => {
    const session = open();
    const exact = passages.filter(({ condition }) => condition === 'exact');
    const address = vi.spyOn(session, 'openAddress').mockResolvedValue();
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.79);
    await session.surprise();
    expect(session.state.passage).toBe(exact[Math.floor(0.79 * exact.length)]!.id);
    expect(address).not.toHaveBeenCalled();
    random.mockReturnValue(0.8);
    await session.surprise();
    expect(address).toHaveBeenCalledOnce();
    random.mockRestore();
  });

  test('of an address are its first tokens, and it is named', async () => {
    const session = open();
    session.corpus.documents = [
      { id: 'other', kind: 'filler', title: 'Other' },
      { id: 'gettysburg', kind: 'address', title: 'Lincoln' }
    ] as never;
    const get = vi.spyOn(session.corpus, 'getDoc').mockResolvedValue({ ids: [1] } as never);
    vi.spyOn(session, 'decode').mockImplementation((ids) => `text of ${ids.join()}`);
    await session.openAddress();
    expect(session.corpus.load).toHaveBeenCalled();
    expect(get).toHaveBeenCalledWith('gettysburg', { from: 0, to: session.state.context });
    expect(session.state).toMatchObject({ passage: null, prefix: 'text of 1' });
    expect(session.notice).toEqual({ kind: 'hint', text: 'The opening of the address of Lincoln.' });
    expect(session.title('gettysburg')).toBe('Lincoln');
  });

  test('that do not come are said', async () => {
    const session = open();
    broken.add('catalogue.json');
    await session.openPassage(128);
    expect(session).toMatchObject({ fetching: false, notice: { kind: 'error' } });
    expect(session.notice!.text).toContain('the recorded completions');
    session.choosePassage(copied[0]!);
    expect(session.notice).toBeNull();
  });

  test('stand there as text before any tokenizer', async () => {
    const session = new Session(
      { ...published, records: [], passages: [] },
      { ...own, prefix: 'Hi', passage: null }
    );
    const { cost } = session;
    expect([session.prefix, session.decode([5])]).toEqual(['Hi', '']);
    const tokens = [
      { id: 5, text: 'a' },
      { id: 6, text: 'b' }
    ];
    expect(session.text(tokens)).toBe('ab');
    session.restore({ ...own, passage: copied[0]!.id });
    await until(() => expect(session.run).not.toBeNull());
    expect(copied[0]!.text.startsWith(session.prefix)).toBe(true);
    expect(session.run!.records[0]!.prompt.text).toBe(session.prefix);
    // The model takes the tokenizer in any case.
    expect(session.cost).toBe(cost);
    session.state.context = 8;
    expect(copied[0]!.text.startsWith(session.prefix)).toBe(true);
    expect(session.prefix.length).toBeLessThan(60);
    expect((await session.tokenizer()).encode(session.prefix)).toEqual(copied[0]!.token_ids.slice(0, 8));
  });
});

describe('what is on show', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };

  test('is named by the words that it begins with', async () => {
    const { session } = sessionWith(startOf(published));
    const prompt = (text: string) => {
      vi.mocked(session.tokenizer).mockResolvedValue({ encode: () => [1], decode: () => text } as never);
      session.write('x');
      return session.complete().then(() => session.opening);
    };
    expect(await prompt(' Call me Ishmael. ')).toBe('Call me Ishmael.');
    expect(await prompt('a'.repeat(40))).toBe('a'.repeat(40));
    expect(await prompt('Some years ago, never mind how long precisely')).toBe(
      'Some years ago, never mind how long …'
    );
  });

  test('documents have titles, from the page until the training text is there', () => {
    const session = new Session({ ...published, titles: { a: 'Moby-Dick' } }, own);
    expect([session.title('a'), session.title('b')]).toEqual(['Moby-Dick', 'the training data']);
  });

  test('steps back and forth keep the view, and a new answer ends what was ahead', async () => {
    const { session } = sessionWith(own);
    expect([session.canUndo, session.canRedo]).toEqual([false, false]);
    await session.complete();
    session.write('Two');
    await session.complete();
    session.state.view = 'rank';
    session.write('Three');
    session.undo();
    expect(session.state).toMatchObject({ prefix: 'Hi', view: 'rank' });
    expect([session.canUndo, session.canRedo]).toEqual([false, true]);
    session.undo();
    expect(session.state.prefix).toBe('Hi');
    session.redo();
    session.redo();
    expect(session.state).toMatchObject({ prefix: 'Two', view: 'rank' });
    session.undo();
    session.write('Four');
    await session.complete();
    expect(session.canRedo).toBe(false);
    session.undo();
    expect(session.state.prefix).toBe('Hi');
  });

  test('a press says what it costs: less what is there', async () => {
    const { session } = sessionWith(startOf(published));
    const { tokens, documents } = manifest.corpus;
    const { cost } = session;
    session.corpus.status = 'ready';
    expect(cost - session.cost).toBe(tokens.bytes + documents.bytes);
    const { cost: known } = session;
    await session.load(passages[0]!.id);
    expect(session.cost).toBe(known);
    session.write('x');
    expect(session.cost).toBe(known);
  });

  test('downloads of models and training text are one, out of what is missing', () => {
    const { session, lm } = sessionWith(own);
    expect(session.loading).toBeNull();
    session.corpus.status = 'loading';
    session.corpus.progress = { loaded: 5, total: 20 };
    expect(session.loading).toEqual({ loaded: 0, total: 15 });
    Object.assign(lm, { status: 'loading', files: { loaded: 10, total: 100 } });
    expect(session.loading).toEqual({ loaded: 0, total: 15 + 2 * 90 });
  });
});

describe('what goes wrong', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };

  test.each([
    [new LmError('aborted', 'x'), 'Loading was stopped.', 'user'],
    [new LmError('network', 'Offline.'), 'Offline.', 'error']
  ])('%s is said of its side alone', async (error, failure, stopped) => {
    const { session, lm } = sessionWith({ ...own, beside: known.models[1]! });
    lm.load = (({ id }: { id: string }) =>
      id === own.model ? Promise.resolve() : Promise.reject(error)) as never;
    await session.complete();
    expect(session.failures).toEqual([null, failure]);
    expect(session.run!.records.map((record) => [record.model, record.stopped])).toEqual([
      [own.model, 'length'],
      [known.models[1], stopped]
    ]);
    expect(session).toMatchObject({ busy: false, notice: null });
    session.write('x');
    session.restore(own);
    await session.complete();
    expect(session.failures).toEqual([null]);
  });

  test('a passage that is nowhere is named', async () => {
    const { session, lm } = sessionWith({ ...own, passage: 'nobody' });
    await session.complete();
    expect(session.notice).toEqual({ kind: 'error', text: 'There is no passage “nobody” here.' });
    expect([lm.asked, session.busy]).toEqual([[], false]);
  });

  test('nothing is asked twice at once', async () => {
    const { session, lm } = sessionWith(own);
    await Promise.all([session.complete(), session.complete()]);
    expect(lm.asked).toHaveLength(1);
  });

  test('a branch to a token that is none of the alternatives is none', async () => {
    const { session, lm } = sessionWith(own);
    await session.branch(0, 0, 6);
    await session.complete();
    const { run } = session;
    for (const [side, index, id] of [
      [0, 0, 99],
      [0, 9, 6],
      [1, 0, 6]
    ] as const)
      await session.branch(side, index, id);
    expect(session.run).toBe(run);
    expect(lm.asked).toHaveLength(1);
  });

  test('stopping calls downloads off, and ends what is written', () => {
    const { session, lm } = sessionWith(own);
    session.stop();
    expect([lm.stop.mock.calls.length, lm.cancelLoad.mock.calls.length]).toEqual([2, 0]);
    Object.assign(lm, { status: 'loading' });
    session.stop();
    expect([lm.stop.mock.calls.length, lm.cancelLoad.mock.calls.length]).toEqual([2, 2]);
    session.dispose();
    expect(lm.dispose).toHaveBeenCalledTimes(2);
  });
});

describe('the record of an answer', () => {
  const own = { ...DEFAULTS, model: known.models[0]!, prefix: 'Hi' };

  test('holds how it was decoded', async () => {
    const decoding = {
      method: 'sample' as const,
      temperature: 0.5,
      topK: 40,
      topP: 0.9,
      seed: 7,
      maxTokens: 4
    };
    const { session } = sessionWith({ ...own, decoding });
    await session.complete();
    expect(session.run!.records[0]).toMatchObject({
      release: manifest.release,
      passage: null,
      prompt: { text: '72 105', ids: [72, 105] },
      decoding: { method: 'sample', temperature: 0.5, top_k: 40, top_p: 0.9, seed: 7, max_tokens: 4 }
    });
  });

  test('once more draws with the next seed; the likeliest tokens need none', async () => {
    const { session } = sessionWith({
      ...own,
      decoding: { ...own.decoding, method: 'sample', seed: 0xffffffff }
    });
    await session.again();
    expect(session.run!.records[0]!.decoding.seed).toBe(0);
    await session.again();
    expect(session.run!.records[0]!.decoding.seed).toBe(1);
    session.state.decoding.method = 'greedy';
    await session.again();
    expect(session.state.decoding.seed).toBe(1);
  });

  test('is traced in what its own model read', async () => {
    const dedup = manifest.models.find(({ data }) => data === 'dedup')!.id;
    const { session } = sessionWith({ ...own, beside: dedup });
    session.corpus.status = 'ready';
    const span = { start: 0, end: 4, sources: [] };
    const spans = vi
      .spyOn(session.corpus, 'spans')
      .mockImplementation(async (_, { data } = {}) => [{ ...span, kind: data } as never]);
    await session.complete();
    await until(() =>
      expect(session.run!.records.map((record) => record.spans)).toEqual([
        [{ ...span, kind: session.entry(own.model).data }],
        [{ ...span, kind: 'dedup' }]
      ])
    );
    spans.mockRejectedValue(new Error('Stopped.'));
    await session.trace();
    expect(session.run!.records[1]!.spans).toEqual([{ ...span, kind: 'dedup' }]);
    expect(session.notice).toBeNull();
  });

  test('does not wait for the training text, which is fetched with the first word; a failure fetches none', async () => {
    const { session, lm } = sessionWith(own);
    const order: string[] = [];
    vi.mocked(session.corpus.load).mockImplementation(async () => void order.push('training text'));
    const { complete } = lm;
    lm.complete = (request, onToken) => {
      order.push('asked');
      return complete(request, (...token) => {
        order.push('word');
        onToken(...token);
      });
    };
    await session.complete();
    expect(order.slice(0, 2)).toEqual(['asked', 'word']);
    expect(order).toContain('training text');

    order.length = 0;
    lm.load = () => Promise.reject(new Error('Missing.'));
    await session.complete();
    expect(order).toEqual([]);
    expect(session.failures).toContain('Missing.');
  });

  test('is traced once the training text has come', async () => {
    const { session } = sessionWith(own);
    const spans = vi.spyOn(session.corpus, 'spans').mockResolvedValue([{ start: 0 } as never]);
    session.corpus.status = 'ready';
    await session.trace();
    session.corpus.status = 'error';
    await session.complete();
    expect(spans).not.toHaveBeenCalled();
    session.corpus.status = 'ready';
    await session.trace();
    expect(session.run!.records[0]!.spans).toEqual([{ start: 0 }]);
  });

  test('names the passage whose opening the reader has typed, if it is long enough to tell', async () => {
    const { session } = sessionWith(own);
    const passage = passages.find(({ condition }) => condition === 'exact')!;
    const typed = async (ids: number[]) => {
      const text = passage.text.slice(0, 20);
      vi.mocked(session.tokenizer).mockResolvedValue({ encode: () => ids, decode: () => text } as never);
      await session.complete();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return session.run!.records[0]!.passage;
    };
    broken.add('openings.json');
    expect(await typed(passage.token_ids.slice(0, 8))).toBeNull();
    expect(session.notice).toBeNull();
    broken.clear();
    await typed(passage.token_ids.slice(0, 8));
    await until(() => expect(session.run!.records[0]!.passage).toBe(passage.id));
    // By now all of it is here.
    expect(await typed(passage.token_ids.slice(0, 7))).toBeNull();
    expect(await typed([...passage.token_ids.slice(0, 7), 1])).toBeNull();
  });

  test('of a passage it has its opening, and a prefix may fill what a model reads but for two tokens', async () => {
    const passage = passages.find(({ id }) => !records.some((record) => record.passage === id))!;
    const { session, lm } = sessionWith({ ...own, passage: passage.id, context: 16 });
    await session.complete();
    expect(lm.asked[0]!.ids).toEqual(passage.token_ids.slice(0, 16));
    expect(session.run!.records[0]!.passage).toBe(passage.id);
    session.write('a'.repeat(manifest.context - 2));
    await session.complete();
    expect([lm.asked.length, session.notice]).toEqual([2, null]);
    session.write('a'.repeat(manifest.context - 1));
    await session.complete();
    expect(lm.asked).toHaveLength(2);
    expect(session.notice!.text).toContain(`${manifest.context - 1} tokens`);
  });

  test('a branch takes the other token with its rank and its probability', async () => {
    const { session } = sessionWith(own);
    await session.complete();
    await session.branch(0, 1, 7);
    expect(session.run!.records[0]!.tokens[1]).toMatchObject({ id: 7, text: 'other', logprob: -2, rank: 2 });
  });
});
