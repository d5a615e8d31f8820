/// <reference lib="webworker" />
// The training corpus in a thread of its own: downloads it, builds the index, answers. See protocol.ts.
import { DownloadError, download } from '#lib/lab/download.ts';
import { CorpusIndex, type CorpusDocument } from './index.ts';
import { CorpusError, type Load, type Reply, type Request, type Timings } from './protocol.ts';

let index: CorpusIndex | undefined;

const reply = (message: Reply) => postMessage(message);

async function load({ source, fresh }: Load): Promise<Timings> {
  const started = performance.now();
  let loaded = 0;
  const total = source.tokens.bytes + source.documents.bytes;
  const get = (file: 'tokens' | 'documents') =>
    download(source[file], 'the training text', {
      cache: fresh ? 'reload' : 'default',
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
  return { download: arrived - started, index: performance.now() - arrived };
}

async function handle(request: Request): Promise<Reply> {
  if (request.type === 'load') {
    const timings = await load(request);
    return { type: 'ready', id: request.id, documents: index!.documents, timings };
  }
  // The type of Call pairs each verb with its arguments; TypeScript does not follow that through a lookup.
  const answer = index![request.verb] as (...args: unknown[]) => unknown;
  return { type: 'answer', id: request.id, value: answer.apply(index, request.args) };
}

onmessage = async ({ data: request }: MessageEvent<Request>) => {
  try {
    reply(await handle(request));
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const code = error instanceof CorpusError || error instanceof DownloadError ? error.code : 'bug';
    reply({ type: 'error', id: request.id, code, message, stack });
  }
};

// A worker that the browser ends says nothing. Its lock is let go, though, and the page waits for that.
// Locks are missing on plain http; there only an error that the worker throws is noticed.
void navigator.locks?.request(self.name, () => {
  reply({ type: 'alive' });
  return new Promise(() => {});
});
