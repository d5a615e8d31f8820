/// <reference lib="webworker" />
// A model that is taught a sentence, in a thread of its own. The published weights stay as they came; see protocol.ts.
import { download, wireBytes } from '#lib/worker/download.ts';
import { explain } from '#lib/worker/explain.ts';
import { answer, listen, stayAlive } from '#lib/worker/worker.ts';
import { Lesson, roomFor, windowsOf, type Point } from './lesson.ts';
import { Llama, type Cache } from './llama.ts';
import { readWeights, shapeOf, type LlamaConfig } from './onnx.ts';
import {
  TeacherError,
  type Answers,
  type Call,
  type Materials,
  type Reply,
  type Request
} from './protocol.ts';
import type { Weights } from './shape.ts';
import { randomStream } from '#lib/measures/random.ts';

interface Opened {
  model: Llama;
  cache: Cache;
  published: Weights;
  background: number[][];
  around: Materials['around'];
}

let opened: Opened | undefined;
let lesson: Lesson | undefined;
let queue: Promise<void> = Promise.resolve();
/** Calls up to this id are to stop. */
let stoppedUpTo = 0;
let lastId = 0;

const reply = (message: Reply) => postMessage(message);

/** Lets waiting messages in. */
const macrotask = () => new Promise<void>((resolve) => setTimeout(resolve));

async function open(
  { config, weights, background, window, around }: Materials,
  fresh: boolean
): Promise<void> {
  const files = [config, weights, background];
  const total = files.reduce((sum, file) => sum + wireBytes(file), 0);
  let loaded = 0;
  const names = ['the model’s configuration', 'the model’s weights', 'the background'];
  const [said, file, tokens] = await Promise.all(
    files.map((file, i) =>
      download(file, names[i]!, {
        fresh,
        onBytes: (length) => reply({ type: 'progress', loaded: (loaded += length), total })
      })
    )
  );
  const shape = shapeOf(JSON.parse(new TextDecoder().decode(said)) as LlamaConfig);
  const published = readWeights(file!, shape);
  const model = new Llama(shape, published, roomFor(window));
  // Little-endian on disk, as on every machine that runs a browser.
  const windows = windowsOf(new Uint16Array(tokens!.buffer), window);
  opened = { model, cache: model.cache(), published, background: windows, around };
  lesson = undefined;
}

async function handle(id: number, call: Call): Promise<Answers[Call['type']]> {
  if (call.type === 'open') {
    await open(call.materials, call.fresh);
    return undefined;
  }
  if (call.type === 'begin') {
    if (!opened) throw new TeacherError('input', 'No model is loaded.');
    const { model, cache, published, background, around } = opened;
    const random = randomStream(call.seed);
    lesson = new Lesson(model, cache, published, call.sentence, { ...around, background }, random);
    return lesson.last;
  }
  if (!lesson) throw new TeacherError('input', 'No lesson has begun.');
  const emit = (point: Point) => reply({ type: 'part', id, part: point });
  return lesson.run(call, emit, { breathe: macrotask, stopped: () => id <= stoppedUpTo });
}

listen((request: Request) => {
  if (request.type === 'stop') {
    stoppedUpTo = lastId;
    return;
  }
  const { id, ...call } = request;
  lastId = id;
  queue = queue.then(() =>
    answer(
      id,
      () => handle(id, call),
      (error) =>
        explain(error, {
          what: 'the lesson',
          opening: call.type === 'open',
          failed: 'The lesson failed at its work. It begins anew with the next try.'
        })
    )
  );
});

stayAlive();
