/// <reference lib="webworker" />
// The language model in its own thread. Calls wait for one another; see protocol.ts.
import { answer, listen, stayAlive } from '#lib/worker/worker.ts';
import type { TokenizerJson } from '#lib/release/tokenizer-file.ts';
import { explain } from './explain.ts';
import { memfree, type Step } from './memfree.ts';
import { complete, score, type Run } from './model.ts';
import {
  LmError,
  type Answers,
  type Arrival,
  type Call,
  type Parts,
  type Reply,
  type Request
} from './protocol.ts';
import { chances, drawMany, scoreMany } from './many.ts';
import { recite } from './recite.ts';
import { loadModel, type LoadedModel } from './load.ts';
import { shorten } from './prompt-search.ts';
import { receive, send, type Sent } from './transmit.ts';
import { TokenText } from '#lib/release/vocabulary.ts';

/** Milliseconds of work after which waiting messages are let in, and tokens sent out: less than a frame. */
const BREATH = 12;

/** Tokens of the warm-up: about what the browser takes to compile the engine well. */
const WARM_UP = 48;

let model: LoadedModel | undefined;
/** Supplied by the page, by their checksums. */
const tokenizers = new Map<string, PromiseWithResolvers<TokenizerJson>>();
let queue: Promise<void> = Promise.resolve();
let waiting = 0;
/** Calls up to this id are to stop. */
let stoppedUpTo = 0;
let lastId = 0;
/** What the page's filter is asked, by its number, and who waits for that. */
let question = 0;
let heed: ((stopped: boolean[]) => void) | undefined;

const reply = (message: Reply) => postMessage(message);

/** A tokenizer, possibly still to come. */
function tokenizer(sha256: string): PromiseWithResolvers<TokenizerJson> {
  const coming = tokenizers.get(sha256) ?? Promise.withResolvers<TokenizerJson>();
  tokenizers.set(sha256, coming);
  return coming;
}

/** Lets waiting messages in. A promise would not. */
const macrotask = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** Yields to messages, and stops, for call `id`. */
function runOf(id: number, onBreath = () => {}): Run {
  let last = performance.now();
  return {
    stopped: () => id <= stoppedUpTo,
    breathe: async () => {
      if (performance.now() - last < BREATH) return;
      onBreath();
      await macrotask();
      last = performance.now();
    }
  };
}

/** Gathers parts of an answer, to be sent on together. */
function gather<T>(send: (parts: T[]) => void): { take(part: T): void; tell(): void } {
  let parts: T[] = [];
  return {
    take: (part) => void parts.push(part),
    tell: () => {
      if (parts.length) send(parts);
      parts = [];
    }
  };
}

async function handle(id: number, call: Call): Promise<Answers[Call['type']]> {
  if (call.type === 'load') {
    model = undefined;
    const letters = tokenizer(call.tokenizer).promise;
    model = await loadModel(call.files, letters, call.fresh, (loaded, total) =>
      reply({ type: 'progress', loaded, total })
    );
    void warmUp(model);
    return undefined;
  }
  if (!model) throw new LmError('input', 'No model is loaded.');
  switch (call.type) {
    case 'complete': {
      const { take, tell } = gather<Arrival>((part) => reply({ type: 'part', id, part }));
      const result = await complete(model, call.ids, call.decoding, call.n, take, runOf(id, tell));
      tell();
      return result;
    }
    case 'recite': {
      const { take, tell } = gather<number>((part) => reply({ type: 'part', id, part }));
      const end = await recite(model, call.ids, call, take, runOf(id, tell));
      tell();
      return end;
    }
    case 'memfree': {
      const { take, tell } = gather<Step>((steps) => reply({ type: 'part', id, part: { steps } }));
      const stops = async (written: readonly number[], candidates: readonly number[]) => {
        if (id <= stoppedUpTo) return [];
        tell();
        const { promise, resolve } = Promise.withResolvers<boolean[]>();
        heed = resolve;
        reply({ type: 'part', id, part: { question: ++question, written, candidates } });
        return promise;
      };
      const end = await memfree(model, call.ids, call.count, stops, take, runOf(id));
      tell();
      return end;
    }
    case 'score':
      return score(model, call.ids, { ...runOf(id), stopped: () => false });
    case 'send': {
      const { take, tell } = gather<Sent>((part) => reply({ type: 'part', id, part }));
      const message = await send(model, model.spell(call.text), take, runOf(id, tell));
      tell();
      return message;
    }
    case 'receive': {
      const text = new TokenText(model.vocabulary);
      let read = '';
      const tell = () => reply({ type: 'part', id, part: read });
      await receive(model, call.message, (token) => (read = text.push(token)), runOf(id, tell));
      return text.end();
    }
    case 'draw': {
      let tokens = 0;
      const send = () => reply({ type: 'part', id, part: tokens });
      return drawMany(model, call.draw, (so) => (tokens = so), runOf(id, send));
    }
    case 'surprise':
      return call.ways
        ? chances(model, call.texts, call.ways, runOf(id))
        : scoreMany(model, call.texts, runOf(id));
    case 'shorten': {
      const { vocabulary } = model;
      let states: Parts['shorten'] = [];
      const tell = () => {
        if (states.length) reply({ type: 'part', id, part: states });
        states = [];
      };
      const found = await shorten(
        model,
        call,
        (state) => states.push({ ...state, pieces: state.prompt.map((token) => vocabulary.piece(token)) }),
        runOf(id, tell)
      );
      tell();
      return found;
    }
    case 'encode':
      return model.encode(call.text);
    case 'decode':
      return model.vocabulary.decode(call.ids);
  }
}

/**
 * Runs a few steps after a load, so that the first completion does not wait for the compiler. Any call ends it: the model
 * is there for the reader at once.
 */
async function warmUp(loaded: LoadedModel): Promise<void> {
  const cache = loaded.cache();
  for (let i = 0; i < WARM_UP; i++) {
    await macrotask();
    if (waiting > 0 || model !== loaded) return;
    queue = queue.then(() => void loaded.forward([loaded.bos], cache)).catch(() => {});
    await queue;
  }
}

listen((request: Request) => {
  if (request.type === 'stop') {
    stoppedUpTo = lastId;
    heed?.([]);
    return;
  }
  if (request.type === 'verdict') {
    if (request.question === question) heed?.(request.stopped);
    return;
  }
  if (request.type === 'tokenizer') {
    tokenizer(request.sha256).resolve(request.json);
    return;
  }
  const { id, ...call } = request;
  lastId = id;
  waiting++;
  queue = queue
    .then(() =>
      answer(
        id,
        () => handle(id, call),
        (error) => explain(error, call.type)
      )
    )
    .finally(() => waiting--);
});

stayAlive();
