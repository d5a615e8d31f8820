// How a host fails, and which files it fails with: what every test of faults speaks of.
import type { ServerResponse } from 'node:http';

/** How a file is answered that does not arrive as it was published. */
export const FAILURES = {
  '404': 'is missing',
  '500': 'is answered with status 500',
  '503': 'is answered with status 503',
  html: 'is answered with a web page of status 200, as portals and some hosts do',
  mime: 'arrives whole under the type of a plain text',
  empty: 'arrives empty',
  truncated: 'ends half-way, and says that this is all',
  flipped: 'arrives with one bit changed',
  longer: 'arrives with bytes too many',
  other: 'comes from another release: as long, and of other content',
  reset: 'breaks off half-way',
  hang: 'is asked for and never answered',
  stall: 'stops half-way, and the line stays open',
  slow: 'arrives in pieces over four seconds'
} as const;

export type Failure = keyof typeof FAILURES;

/** The failures that look like success: status 200, and the transfer ends well. */
export const LIES = ['html', 'empty', 'truncated', 'flipped', 'longer', 'other'] as const;

/** Each kind of file of the build, by its path from the top. */
export const FILES = {
  'entry script': /^_app\/immutable\/entry\/[^/]+\.js$/,
  'code of a page': /^_app\/immutable\/nodes\/[^/]+\.js$/,
  'shared code': /^_app\/immutable\/chunks\/[^/]+\.js$/,
  'any script': /^_app\/immutable\/(entry|nodes|chunks)\/[^/]+\.js$/,
  style: /^_app\/immutable\/assets\/[^/]+\.css$/,
  font: /\.woff2$/,
  'worker script': /^_app\/immutable\/workers\/[^/]+\.js$/,
  'part of a worker': /^_app\/immutable\/workers\/chunks\/[^/]+\.js$/,
  background: /\/background\.[\w-]+\.bin$/,
  'data of a page': /(^|\/)__data\.json$/,
  model: /\.onnx\.bin$/,
  'model configuration': /^lab\/.*\/models\/.*\.json$/,
  tokenizer: /^lab\/[^/]+\/tokenizer\.json\.bin$/,
  corpus: /^lab\/[^/]+\/corpus\/tokens\.bin\.bin$/,
  documents: /^lab\/[^/]+\/corpus\/documents\.json\.bin$/,
  passages: /^lab\/[^/]+\/passages\.json\.bin$/,
  works: /^lab\/[^/]+\/works\.json$/,
  'results of works': /^lab\/[^/]+\/results\/[^/]+-works(-dedup)?\.json$/,
  'recorded attack': /^lab\/[^/]+\/results\/extraction\.json\.bin$/,
  outcomes: /(^|\/)outcomes\.json$/,
  table: /(^|\/)table\.json$/,
  'recorded completions': /(^|\/)recorded\/\w+\.json$/,
  'search index': /^search\/index\.json$/,
  page: /(^|\/)index\.html$/,
  picture: /\.(png|svg)$/,
  version: /^_app\/version\.json$/,
  'list of files': /^files\.json$/,
  'service worker': /^service-worker\.js$/
} as const;

export type FileKind = keyof typeof FILES;

/** What no answer on a page hangs on: for other machines, for downloads, or for the eye. */
export const ASIDE =
  /^(404\.html|_headers|frame\.js|pages\.json|robots\.txt|[\w-]+\.xml|sha256sums\.txt|method\/sha256sums\.txt|embed\/index\.json|oembed\/[\w-]+\.json|cases\/cases\.(csv|json)|teach\/(questions\.(gift\.txt|qti\.zip)|(course|parts)\.json|copies\.ipynb|slides\/[\w-]+\.(html|js|css)))$|\.(png|svg|webp|onnx|wasm)$|^lab\/(manifest\.json|[^/]+\/(plantings|[\w-]+)\.json|[^/]+\/results\/[\w-]+\.json)$/;

/** The kinds that a path is of. */
export const kindsOf = (path: string): FileKind[] =>
  (Object.keys(FILES) as FileKind[]).filter((kind) => FILES[kind].test(path));

const PORTAL =
  '<!doctype html><html lang="en"><title>Welcome</title><p>Sign in to use this network.</p></html>';

/** The bytes and the type of a file as a failure leaves them. */
export function spoil(failure: Failure, body: Buffer, type: string): { body: Buffer; type: string } {
  switch (failure) {
    case 'html':
      return { body: Buffer.from(PORTAL), type: 'text/html; charset=utf-8' };
    case 'mime':
      return { body, type: 'text/plain' };
    case 'empty':
      return { body: Buffer.alloc(0), type };
    case 'truncated':
      return { body: body.subarray(0, body.length >> 1), type };
    case 'flipped': {
      const changed = Buffer.from(body);
      // Of a text the lowest bit: still a text, and often of the same form.
      if (changed.length > 0) changed[changed.length >> 1]! ^= 1;
      return { body: changed, type };
    }
    case 'longer':
      return { body: Buffer.concat([body, Buffer.from('\n\n ')]), type };
    case 'other':
      return { body: altered(body), type };
    default:
      return { body, type };
  }
}

/** Another content of the same length and form: every digit of a text is the next one; of bytes, every 64th is changed. */
function altered(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  const text = !changed.subarray(0, 4096).includes(0);
  for (let i = 0; i < changed.length; i += text ? 1 : 64) {
    const byte = changed[i]!;
    if (!text) changed[i] = byte ^ 0x55;
    else if (byte >= 0x31 && byte <= 0x38) changed[i] = byte + 1;
  }
  return changed;
}

/** Answers a request for a file as the failure has it. `headers` are those of a good answer, without a length. */
export function fail(
  failure: Failure,
  response: ServerResponse,
  body: Buffer,
  headers: Record<string, string>
): void {
  const spoiled = spoil(failure, body, headers['content-type'] ?? 'application/octet-stream');
  const answer = (status: number, content: Buffer | string = '', type = 'text/html') =>
    response.writeHead(status, { ...headers, 'content-type': type }).end(content);
  const head = () =>
    response.writeHead(200, {
      ...headers,
      'content-type': spoiled.type,
      'content-length': String(body.length)
    });
  const half = body.subarray(0, body.length >> 1);
  switch (failure) {
    case '404':
      answer(404, '<h1>Not found</h1>');
      return;
    case '500':
      answer(500, '<h1>Internal server error</h1>');
      return;
    case '503':
      answer(503, '<h1>Service unavailable</h1>');
      return;
    case 'hang':
      return;
    case 'stall':
      head().write(half);
      return;
    case 'reset':
      head().write(half, () => setTimeout(() => response.destroy(), 50));
      return;
    case 'slow': {
      head();
      const pieces = 8;
      const size = Math.ceil(body.length / pieces) || 1;
      let sent = 0;
      const next = () => {
        if (response.destroyed) return;
        if (sent >= body.length) return void response.end();
        response.write(body.subarray(sent, (sent += size)));
        setTimeout(next, 4000 / pieces);
      };
      next();
      return;
    }
    default:
      answer(200, spoiled.body, spoiled.type);
  }
}
