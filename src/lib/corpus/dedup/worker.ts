/// <reference lib="webworker" />
// Deduplication in a thread of its own: takes the corpus or a text, and answers. See protocol.ts.
import { DownloadError } from '#lib/worker/causes.ts';
import { download, wireBytes, type RemoteFile } from '#lib/worker/download.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import { answer, listen, stayAlive } from '#lib/worker/worker.ts';
import type { CorpusDocument } from '../suffix-index.ts';
import { CorpusError } from '../protocol.ts';
import {
  TextError,
  collectionOfCorpus,
  collectionOfText,
  spellingOfTokens,
  type TextCollection
} from './collection.ts';
import { Deduplicator } from './deduplicator.ts';
import { markedText } from './marked.ts';
import type { Code, Reply, Request, Source, Step, Verbs } from './protocol.ts';

let deduplicator: Deduplicator | undefined;
/** What is open, where it is a reader's text. */
let text: TextCollection | undefined;

const reply = (message: Reply) => postMessage(message);

let last = 0;
/** Reports progress, no more often than the eye can follow. */
function progress(step: Step, done: number, total: number): void {
  const now = performance.now();
  if (now - last < 60 && done < total) return;
  last = now;
  reply({ type: 'progress', step, done, total });
}

async function open({ source, fresh }: Verbs['open']['ask']): Promise<Deduplicator> {
  text = source.type === 'text' ? collectionOfText(source.text) : undefined;
  if (source.type === 'text') return new Deduplicator(text!.collection, text!.spelling);
  return openCorpus(source.files, fresh);
}

async function openCorpus(
  files: Extract<Source, { type: 'corpus' }>['files'],
  fresh: boolean
): Promise<Deduplicator> {
  const total = Object.values(files).reduce((sum, file) => sum + wireBytes(file), 0);
  let loaded = 0;
  const get = (file: RemoteFile) =>
    download(file, 'the training text', {
      fresh,
      onBytes: (length) => progress('load', (loaded += length), total)
    });
  const [tokens, list, tokenizer] = await Promise.all([
    get(files.tokens),
    get(files.documents),
    get(files.tokenizer)
  ]);
  try {
    const json = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
    const { documents } = json(list) as { documents: CorpusDocument[] };
    const vocabulary = new Vocabulary(json(tokenizer) as ConstructorParameters<typeof Vocabulary>[0]);
    // Little-endian on disk, as on every machine that runs a browser.
    const collection = collectionOfCorpus(new Uint16Array(tokens.buffer), documents);
    return new Deduplicator(collection, spellingOfTokens(collection, vocabulary));
  } catch (cause) {
    throw new CorpusError(
      'damaged',
      'The training text and the list of its documents do not fit together, so nothing can be compared. Try again; both are then fetched anew.',
      { cause }
    );
  }
}

async function handle(request: Request): Promise<Verbs[keyof Verbs]['answer']> {
  if (request.verb === 'open') {
    deduplicator = await open(request);
    return deduplicator.overview();
  }
  if (!deduplicator) throw new Error('Nothing was opened.');
  switch (request.verb) {
    case 'exact':
      return {
        ...deduplicator.exact(request.min),
        marked: text ? markedText(text, deduplicator, request.min) : null
      };
    case 'near':
      return deduplicator.near(request.settings, progress);
    case 'compare':
      return deduplicator.compare(request.a, request.b, request.k);
  }
}

function explain(error: Error): { code: Code } {
  if (error instanceof CorpusError || error instanceof DownloadError) return { code: error.code };
  return { code: error instanceof TextError ? 'text' : 'bug' };
}

listen((request: Request) => void answer(request.id, () => handle(request), explain));

stayAlive();
