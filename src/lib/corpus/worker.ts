/// <reference lib="webworker" />
// The training corpus in a thread of its own: downloads it, builds the index, answers. See protocol.ts.
import { DownloadError } from '#lib/worker/causes.ts';
import { download, wireBytes } from '#lib/worker/download.ts';
import { answer, listen, stayAlive } from '#lib/worker/worker.ts';
import { CorpusIndex } from './corpus-index.ts';
import { type CorpusDocument } from './suffix-index.ts';
import { CorpusError, type ErrorCode, type Load, type Loaded, type Reply, type Request } from './protocol.ts';

let index: CorpusIndex | undefined;

const reply = (message: Reply) => postMessage(message);

async function load({ source, fresh }: Load): Promise<Loaded> {
  const started = performance.now();
  let loaded = 0;
  const total = wireBytes(source.tokens) + wireBytes(source.documents);
  const get = (file: 'tokens' | 'documents') =>
    download(source[file], 'the training text', {
      fresh,
      onBytes: (length) => reply({ type: 'progress', loaded: (loaded += length), total })
    });
  const [tokens, list] = await Promise.all([get('tokens'), get('documents')]);
  const arrived = performance.now();

  try {
    const { documents } = JSON.parse(new TextDecoder().decode(list)) as { documents: CorpusDocument[] };
    // Little-endian on disk, as on every machine that runs a browser.
    index = new CorpusIndex(new Uint16Array(tokens.buffer), documents);
  } catch (cause) {
    throw new CorpusError(
      'damaged',
      'The training text and the list of its documents do not fit together, so nothing can be traced. Try again; both are then fetched anew.',
      { cause }
    );
  }
  const timings = { download: arrived - started, index: performance.now() - arrived };
  return { documents: index.documents, timings };
}

function handle(request: Request): unknown {
  if (request.type === 'load') return load(request);
  // The type of Call pairs each verb with its arguments; TypeScript does not follow that through a lookup.
  const verb = index![request.verb] as (...args: unknown[]) => unknown;
  return verb.apply(index, request.args);
}

const explain = (error: Error): { code: ErrorCode } => ({
  code: error instanceof CorpusError || error instanceof DownloadError ? error.code : 'bug'
});

listen((request: Request) => void answer(request.id, () => handle(request), explain));

stayAlive();
