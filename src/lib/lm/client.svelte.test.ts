import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ModelEntry } from '#lib/release/manifest.ts';
import type { Decoding, TokenTrace } from '#lib/release/record.ts';
import { LanguageModel, LmError, costOf, loadingOf } from './client.svelte.ts';
import type { Step } from './memfree.ts';
import { filesToRun, isTokenizer } from '#lib/release/manifest.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import fixture from './fixtures/tiny.json';

const tiny = fixture.model as ModelEntry;
const CONTEXT = 256;
const greedy: Decoding = { method: 'greedy', temperature: 1, topK: 0, topP: 1, seed: 0, maxTokens: 24 };
const sampled: Decoding = { ...greedy, method: 'sample', seed: 11 };

const workers = {
  usual: (name: string) => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name }),
  listen: (name: string) =>
    new Worker(new URL('./fixtures/listen.worker.ts', import.meta.url), { type: 'module', name }),
  cut: (name: string) =>
    new Worker(new URL('./fixtures/cut.worker.ts', import.meta.url), { type: 'module', name }),
  hang: (name: string) =>
    new Worker(new URL('./fixtures/hang.worker.ts', import.meta.url), { type: 'module', name }),
  loop: (name: string) =>
    new Worker(new URL('./fixtures/loop.worker.ts', import.meta.url), { type: 'module', name })
};

/** A language model whose n-th worker is the n-th of `kinds`, then the last of them; and the workers it started. */
function languageModel(...kinds: (keyof typeof workers)[]) {
  const started: Worker[] = [];
  const lm = new LanguageModel((name) => {
    const kind = kinds[Math.min(started.length, kinds.length - 1)] ?? 'usual';
    const worker = workers[kind](name);
    started.push(worker);
    return worker;
  });
  made.push(lm);
  return { lm, started };
}

const made: LanguageModel[] = [];
afterEach(() => {
  for (const lm of made.splice(0)) lm.dispose();
  tokenizer.forget();
});

const failure = async (promise: Promise<unknown>): Promise<LmError> => {
  const error: unknown = await promise.then(
    () => expect.fail('should have failed'),
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(LmError);
  return error as LmError;
};

const idsOf = (tokens: TokenTrace[]) => tokens.map(({ id }) => id);
const tokenizer = tokenizerFile(tiny.files.find(({ path }) => isTokenizer(path))!);
const fp16Bytes = filesToRun(tiny)
  .filter(({ path }) => !isTokenizer(path))
  .reduce((sum, { bytes }) => sum + bytes, 0);
const shared = tokenizer.bytes;

describe('loading', () => {
  test('progress counts every byte, the size is known before, and a second call is no work', async () => {
    const { lm, started } = languageModel();
    const seen: { loaded: number; total: number }[] = [];
    const stop = $effect.root(() => {
      $effect(() => void seen.push(loadingOf([lm]) ?? { loaded: Infinity, total: 0 }));
    });
    expect(lm.status).toBe('idle');
    const loading = lm.load(tiny);
    expect(lm.status).toBe('loading');
    expect(loadingOf([lm])).toEqual({ loaded: 0, total: fp16Bytes + shared });
    await loading;
    expect(lm.status).toBe('ready');
    expect(lm.files).toEqual({ loaded: fp16Bytes, total: fp16Bytes });
    expect(tokenizer.loaded).toBe(shared);
    const loaded = seen.slice(1).map((progress) => progress.loaded);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
    expect(loaded.length).toBeGreaterThan(2);
    expect(lm.load(tiny)).toBe(loading);
    expect(started).toHaveLength(1);
    stop();
  });

  test('two models at once fetch the tokenizer once, and the size that is said is what is fetched', async () => {
    const [a, b] = [languageModel().lm, languageModel().lm];
    const other = { ...tiny, id: 'other' };
    const fetched = vi.spyOn(globalThis, 'fetch');
    const cost = costOf([tiny, other], [a, b]);
    expect(cost).toBe(2 * fp16Bytes + shared);
    const loads = [a.load(tiny), b.load(other)];
    expect(loadingOf([a, b])?.total).toBe(cost);
    await Promise.all(loads);
    expect(a.files.loaded + b.files.loaded + tokenizer.loaded).toBe(cost);
    const third = languageModel().lm;
    expect(costOf([{ ...tiny, id: 'third' }], [a, b])).toBe(fp16Bytes);
    await third.load(tiny);
    const asked = fetched.mock.calls.filter(([input]) => String(input).includes('tokenizer.json'));
    expect(asked).toHaveLength(1);
    fetched.mockRestore();
    expect(costOf([tiny], [third])).toBe(0);
  });

  test('switching keeps the worker and takes the new model', async () => {
    const { lm, started } = languageModel();
    await lm.load(tiny);
    await lm.load(tiny, { dtype: 'q8' });
    expect(started).toHaveLength(1);
    expect(lm.files.total).toBeLessThan(fp16Bytes);
    const [{ tokens } = { tokens: [] }] = await lm.complete({ ids: fixture.prompt.ids, decoding: greedy });
    expect(idsOf(tokens)).toEqual(fixture.expected.q8.ids);
  });

  test('of several loads the last wins', async () => {
    const { lm } = languageModel();
    const first = failure(lm.load(tiny));
    const second = lm.load(tiny, { dtype: 'q8' });
    expect((await first).code).toBe('aborted');
    await second;
    const [{ tokens } = { tokens: [] }] = await lm.complete({ ids: fixture.prompt.ids, decoding: greedy });
    expect(idsOf(tokens)).toEqual(fixture.expected.q8.ids);
  });

  test('can be cancelled, and tried again', async () => {
    const { lm, started } = languageModel('hang', 'usual');
    const loading = failure(lm.load(tiny));
    await vi.waitFor(() => expect(lm.files.loaded).toBeGreaterThan(0), 10_000);
    lm.cancelLoad();
    expect((await loading).code).toBe('aborted');
    expect(lm.status).toBe('idle');
    await lm.load(tiny);
    expect(lm.status).toBe('ready');
    expect(started).toHaveLength(2);
    lm.cancelLoad();
    expect(lm.status).toBe('ready');
  });

  type File = ModelEntry['files'][number];

  /** The model with one of its files described otherwise. */
  const changed = (name: string, change: (file: File) => Partial<File>): ModelEntry => ({
    ...tiny,
    files: tiny.files.map((file) => (file.path.endsWith(name) ? { ...file, ...change(file) } : file))
  });

  test.each<[string, ModelEntry, LmError['code'], RegExp]>([
    [
      'has another hash',
      changed('fp16.onnx', () => ({ sha256: '0'.repeat(64) })),
      'damaged',
      /model_fp16\.onnx.*Try again/
    ],
    ['is too long', changed('fp16.onnx', ({ bytes }) => ({ bytes: bytes - 1 })), 'damaged', /Try again/],
    ['is too short', changed('fp16.onnx', ({ bytes }) => ({ bytes: bytes + 1 })), 'truncated', /Try again/],
    [
      'is missing',
      {
        ...tiny,
        path: 'none',
        files: tiny.files.map((f) => ({ ...f, path: f.path.replace(tiny.path, 'none') }))
      },
      'missing',
      /Missing from this site: a file of the model/
    ]
  ])('a file that %s', async (_, entry, code, message) => {
    const { lm } = languageModel();
    const error = await failure(lm.load(entry));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(lm.status).toBe('error');
    expect(lm.error).toBe(error);
  });

  test('a connection that breaks half-way says how far it came; the next call tries again', async () => {
    const { lm } = languageModel('cut', 'usual');
    const error = await failure(lm.load(tiny));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/stopped arriving after .* of .* MB.*connection.*try again/i);
    expect(lm.error).toBe(error);
    const [completion] = await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 2 } });
    expect(completion!.tokens).toHaveLength(2);
    expect(lm.error).toBeNull();
    expect(lm.status).toBe('ready');
  });

  test('what is asked meanwhile waits for the model, and can be stopped', async () => {
    const { lm } = languageModel();
    void lm.load(tiny);
    const asked = lm.complete({ ids: [], decoding: greedy });
    const stopped = lm.complete({ ids: [], decoding: greedy });
    lm.stop();
    const scored = lm.score([1, 2]);
    expect((await asked)[0]).toEqual({ tokens: [], text: '', stopped: 'user' });
    expect((await stopped)[0]!.stopped).toBe('user');
    expect(await scored).toHaveLength(2);
  });

  test('a browser without WebAssembly is told so', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { lm, started } = languageModel();
    const error = await failure(lm.load(tiny));
    vi.unstubAllGlobals();
    expect(error.code).toBe('unsupported');
    expect(error.message).toMatch(/WebAssembly.*another browser/);
    expect(started).toHaveLength(0);
  });

  test('no other host is asked', async () => {
    const heard: string[] = [];
    const channel = new BroadcastChannel('lm-fixture-requests');
    channel.onmessage = ({ data }) => heard.push(data as string);
    const { lm } = languageModel('listen');
    await lm.load(tiny);
    await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 1 } });
    channel.close();
    expect(heard).toHaveLength(2); // its weights and its configuration; the page brings the rest
    expect(new Set(heard.map((url) => new URL(url).origin))).toEqual(new Set([location.origin]));
  });
});

describe('completing', () => {
  // One model for all: a load takes longer than what is tested.
  const lm = new LanguageModel();
  beforeAll(() => lm.load(tiny));
  afterAll(() => lm.dispose());

  test.each(['q8', 'fp16'] as const)(
    '%s: greedy tokens and log-probabilities are those of Python',
    async (dtype) => {
      const { lm } = languageModel();
      await lm.load(tiny, { dtype });
      const { ids, logprobs } = fixture.expected[dtype];
      const arrived: [number, number, string][] = [];
      const [completion] = await lm.complete(
        { ids: fixture.prompt.ids, decoding: greedy },
        (sample, token, text) => arrived.push([sample, token.id, text])
      );
      expect(idsOf(completion!.tokens)).toEqual(ids);
      for (const [i, { logprob, rank, top }] of completion!.tokens.entries()) {
        expect(logprob).toBeCloseTo(logprobs[i]!, 4);
        expect(rank).toBe(1);
        expect(top[0]!.id).toBe(ids[i]);
        expect(top).toHaveLength(10);
      }
      expect(completion!.stopped).toBe('length');
      expect(arrived.map(([, id]) => id)).toEqual(ids);
      expect(completion!.text).toBe(await lm.decode(ids));
      for (const [sample, , text] of arrived) {
        expect(sample).toBe(0);
        expect(completion!.text.startsWith(text)).toBe(true);
      }
    }
  );

  test('the same seed gives the same text, another seed another', async () => {
    const decoding = { ...sampled, topK: 50, topP: 0.95, temperature: 1.1 };
    const [a] = await lm.complete({ ids: [5, 6], decoding });
    const [b] = await lm.complete({ ids: [5, 6], decoding });
    const [c] = await lm.complete({ ids: [5, 6], decoding: { ...decoding, seed: 12 } });
    expect(b).toEqual(a);
    expect(c!.text).not.toBe(a!.text);
  });

  test('each of several samples is what a single run with its seed gives', async () => {
    const decoding = { ...sampled, maxTokens: 40 };
    const batch = await lm.complete({ ids: fixture.prompt.ids, decoding, n: 4 });
    expect(batch).toHaveLength(4);
    expect(new Set(batch.map(({ text }) => text)).size).toBe(4);
    for (const [i, sample] of batch.entries()) {
      const single = await lm.complete({
        ids: fixture.prompt.ids,
        decoding: { ...decoding, seed: decoding.seed + i }
      });
      expect(idsOf(sample.tokens)).toEqual(idsOf(single[0]!.tokens));
      expect(sample.stopped).toBe(single[0]!.stopped);
      for (const [t, token] of sample.tokens.entries()) {
        expect(token.logprob).toBeCloseTo(single[0]!.tokens[t]!.logprob, 4);
      }
    }
  });

  test('scoring a completion gives its log-probabilities, ranks and entropies', async () => {
    const prompt = fixture.prompt.ids;
    const [completion] = await lm.complete({ ids: prompt, decoding: { ...sampled, maxTokens: 60 } });
    const traces = await lm.score([...prompt, ...idsOf(completion!.tokens)]);
    expect(traces).toHaveLength(prompt.length + completion!.tokens.length);
    expect(idsOf(traces.slice(0, prompt.length))).toEqual(prompt);
    for (const [i, token] of completion!.tokens.entries()) {
      const scored = traces[prompt.length + i]!;
      expect(scored.id).toBe(token.id);
      expect(scored.logprob).toBeCloseTo(token.logprob, 4);
      expect(scored.entropy).toBeCloseTo(token.entropy, 4);
      expect(scored.rank).toBe(token.rank);
    }
    expect(await lm.score([])).toEqual([]);
  });

  test('a text crosses as bytes past the end of the window, and damaged ones are refused', async () => {
    const text = `One two, <|bos|> שלום 🙂\n${'three four five '.repeat(60)}`;
    const bits: number[] = [];
    let spelled = '';
    const message = await lm.send(text, (sent) => {
      bits.push(...sent.map((token) => token.bits));
      spelled += sent.map((token) => token.text).join('');
    });
    expect(spelled).toBe(text);
    expect(bits.length).toBeGreaterThan(CONTEXT);
    expect(8 * message.length).toBeLessThan(bits.reduce((sum, each) => sum + each, 0) + 64);
    let read = '';
    expect(await lm.receive(message, (part) => (read = part))).toBe(text);
    expect(text.startsWith(read)).toBe(true);
    expect(await lm.receive(await lm.send(''))).toBe('');
    const error = await failure(lm.receive(message.map((byte, i) => (i === 40 ? byte ^ 1 : byte))));
    expect(error.code).toBe('unreadable');
    expect(await lm.receive(message)).toBe(text);
  });

  test('sending and receiving are stopped, and reject', async () => {
    const text = 'three four five '.repeat(60);
    const message = await lm.send(text);
    const sending = failure(lm.send(text, () => lm.stop()));
    expect((await sending).code).toBe('aborted');
    const receiving = failure(lm.receive(message, () => lm.stop()));
    expect((await receiving).code).toBe('aborted');
    const waiting = failure(lm.receive(message));
    lm.stop();
    expect((await waiting).code).toBe('aborted');
    expect(lm.status).toBe('ready');
  });

  test('stop takes effect long before the end, and what there is stays', async () => {
    let told = 0;
    const [a] = await lm
      .complete({ ids: [], decoding: { ...sampled, maxTokens: 250 }, n: 64 }, () => {
        if (told++ === 0) lm.stop();
      })
      .then((samples) => samples.toSorted((x, y) => y.tokens.length - x.tokens.length));
    expect(a!.stopped).toBe('user');
    expect(a!.tokens.length).toBeGreaterThan(0);
    expect(a!.tokens.length).toBeLessThan(200);
    expect(lm.status).toBe('ready');
    const [next] = await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 3 } });
    expect(next!.tokens).toHaveLength(3);
  });

  test('behind a filter it takes the best that is let through, asking of what it has written', async () => {
    const { ids } = fixture.expected.fp16;
    const steps: Step[] = [];
    const asked: number[][] = [];
    const request = { ids: fixture.prompt.ids, count: 6 };
    const end = await lm.memfree(
      request,
      (written, candidates) => {
        asked.push([...written]);
        return Promise.resolve(candidates.map((id) => written.length === 2 && id === ids[2]));
      },
      (more) => steps.push(...more)
    );
    expect(end).toBe('length');
    expect(steps).toHaveLength(6);
    expect(steps.slice(0, 2).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(steps[2]!.id).not.toBe(ids[2]);
    expect(steps.map(({ struck }) => struck.length)).toEqual([0, 0, 1, 0, 0, 0]);
    expect(asked[2]).toEqual(ids.slice(0, 2));
    expect(await lm.decode(steps.map(({ id }) => id))).toContain(steps.map(({ text }) => text).join(''));
  });

  test('a filter that fails ends it, and so does a stop while the filter is asked; then it goes on', async () => {
    const request = { ids: fixture.prompt.ids, count: 200 };
    const broken = lm.memfree(request, () => Promise.reject(new Error('The search stopped.')));
    await expect(broken).rejects.toThrow('The search stopped.');
    const end = lm.memfree(request, () => {
      lm.stop();
      return new Promise(() => {});
    });
    expect(await end).toBe('user');
    expect(lm.status).toBe('ready');
    const [next] = await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 3 } });
    expect(next!.tokens).toHaveLength(3);
  });

  test('the context ends a completion, and a prompt that fills it is refused with numbers', async () => {
    const prompt = (length: number) => Array.from({ length }, (_, i) => 1 + (i % 300));
    const [completion] = await lm.complete({
      ids: prompt(CONTEXT - 4),
      decoding: { ...greedy, maxTokens: 50 }
    });
    expect(completion!.stopped).toBe('context');
    expect(completion!.tokens).toHaveLength(3);
    expect(await lm.score(prompt(CONTEXT - 1))).toHaveLength(CONTEXT - 1);
    for (const [length, call] of [
      [CONTEXT - 1, () => lm.complete({ ids: prompt(CONTEXT - 1), decoding: greedy })],
      [CONTEXT, () => lm.score(prompt(CONTEXT))]
    ] as const) {
      const error = await failure(call());
      expect(error.code).toBe('context');
      expect(error.message).toContain(`${length} tokens`);
      expect(error.message).toContain(`${length - 1} at most`);
    }
    expect(lm.status).toBe('ready');
  });

  test('a text of 100,000 characters is refused with numbers while the page goes on', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    const ids = await lm.encode('Call me Ishmael. '.repeat(5883));
    clearInterval(timer);
    expect(ids.length).toBeGreaterThan(50_000);
    expect(longest).toBeLessThan(1000);
    const error = await failure(lm.complete({ ids, decoding: greedy }));
    expect(error.code).toBe('context');
    expect(error.message).toContain(ids.length.toLocaleString('en'));
  });

  test.each(['🐋 ok 👩‍🚀', 'שלום עולם', '\u0000\u0007\t\r\n', ''])(
    '%j is encoded and decoded',
    async (text) => {
      const ids = await lm.encode(text);
      expect(await lm.decode(ids)).toBe(text);
      const [completion] = await lm.complete({ ids, decoding: { ...greedy, maxTokens: 2 } });
      expect(completion!.tokens).toHaveLength(2);
    }
  );

  test.each<[string, { ids?: number[]; n?: number; decoding?: Partial<Decoding> }]>([
    ['a token that does not exist', { ids: [400] }],
    ['a fraction of a token', { ids: [1.5] }],
    ['a negative temperature', { decoding: { temperature: -1 } }],
    ['a top-p of 0', { decoding: { topP: 0 } }],
    ['no length', { decoding: { maxTokens: 0 } }],
    ['a thousand samples', { n: 1000 }]
  ])('%s is refused', async (_, { ids = [], n = 1, decoding = {} }) => {
    expect((await failure(lm.complete({ ids, n, decoding: { ...sampled, ...decoding } }))).code).toBe(
      'input'
    );
    expect(lm.status).toBe('ready');
  });
});

describe('the worker', () => {
  test('killed at work: what was pending says so, and the next call starts anew', async () => {
    const { lm, started } = languageModel();
    await lm.load(tiny);
    const running = lm.complete({ ids: [], decoding: { ...sampled, maxTokens: 250 }, n: 64 }, () =>
      started[0]!.terminate()
    );
    const waiting = lm.score([1, 2]);
    const [error, other] = await Promise.all([failure(running), failure(waiting)]);
    expect(error.code).toBe('worker');
    expect(error.message).toMatch(/stopped.*Try again/);
    expect(other).toBe(error);
    expect(lm.status).toBe('error');
    expect(lm.error).toBe(error);
    const [completion] = await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 2 } });
    expect(completion!.tokens).toHaveLength(2);
    expect(started).toHaveLength(2);
    expect(lm.status).toBe('ready');
  });

  test('a worker in an endless loop is ended soon after a stop; what it wrote stays, and the next call starts anew', async () => {
    const { lm, started } = languageModel('loop', 'usual');
    await lm.load(tiny);
    const decoding = { ...sampled, maxTokens: 200 };
    let first = 0;
    let last = '';
    const asked = lm.complete({ ids: [], decoding }, (_, __, text) => {
      last = text;
      if (first > 0) return;
      first = performance.now();
      lm.stop();
    });
    const scored = failure(lm.score([1, 2]));
    const [completion] = await asked;
    // It is given 150 ms to answer; this machine may have other things to do.
    expect(performance.now() - first).toBeLessThan(600);
    expect(completion!.stopped).toBe('user');
    expect(completion!.tokens.length).toBeGreaterThan(0);
    expect(completion!.text).toBe(last);
    expect((await scored).code).toBe('aborted');
    expect([lm.status, lm.error, lm.model]).toEqual(['idle', null, tiny]);
    const [next] = await lm.complete({ ids: [], decoding: { ...greedy, maxTokens: 3 } });
    expect(next!.tokens).toHaveLength(3);
    expect(started).toHaveLength(2);
  });

  test('another model takes the place of one whose worker does not hear', async () => {
    const { lm, started } = languageModel('loop', 'usual');
    await lm.load(tiny);
    let next: Promise<void> | undefined;
    const running = failure(
      lm.complete({ ids: [], decoding: { ...sampled, maxTokens: 200 } }, () => {
        next ??= lm.load(tiny, { dtype: 'q8' });
      })
    );
    expect((await running).code).toBe('aborted');
    await next;
    expect(lm.status).toBe('ready');
    expect(started).toHaveLength(2);
  });

  test('a load called off while the one before is being stopped does not go on', async () => {
    const { lm, started } = languageModel('loop', 'usual');
    await lm.load(tiny);
    let next: Promise<LmError> | undefined;
    const running = failure(
      lm.complete({ ids: [], decoding: { ...sampled, maxTokens: 200 } }, () => {
        next ??= failure(lm.load(tiny, { dtype: 'q8' }));
        lm.cancelLoad();
      })
    );
    expect((await running).code).toBe('aborted');
    expect((await next!).code).toBe('aborted');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([lm.status, started.length]).toEqual(['idle', 1]);
  });

  test('nothing can be asked before a model is loaded', async () => {
    expect((await failure(languageModel().lm.encode('x'))).code).toBe('input');
  });

  test('dispose calls off what is pending', async () => {
    const { lm } = languageModel();
    await lm.load(tiny);
    const running = failure(lm.complete({ ids: [], decoding: { ...sampled, maxTokens: 250 } }));
    await Promise.resolve();
    lm.dispose();
    expect((await running).code).toBe('aborted');
    expect(lm.status).toBe('idle');
    expect(lm.model).toBeNull();
  });
});
