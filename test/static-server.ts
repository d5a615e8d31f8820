// The built site on a host of its own, in a folder, with text compressed as any host worth its name does: one that can go
// away, and can change what it serves.
import { createServer, type Server } from 'node:http';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { Transform, type Readable } from 'node:stream';
import { extname, join } from 'node:path';
import { createGzip } from 'node:zlib';
import { fail, type Failure } from './faults/kinds.ts';
import { buildFolder } from './pages.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
  '.xml': 'application/xml'
};

const TEXT = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.xml']);

/** What a `_headers` file says of a path. Of a header that several of its parts name, each holds. */
function headersOf(file: string, path: string): Record<string, string> {
  const headers: Record<string, string> = {};
  let meant = false;
  for (const line of file.split('\n')) {
    if (line.startsWith('/'))
      meant = line === path || (line.endsWith('*') && path.startsWith(line.slice(0, -1)));
    const colon = line.indexOf(':');
    if (!line.startsWith(' ') || !meant) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    headers[name] = (name in headers ? `${headers[name]}, ` : '') + line.slice(colon + 1).trim();
  }
  return headers;
}

/** A static host with the site in a folder. */
export class StaticServer {
  readonly #folder: string;
  /** What stands in place of a file, by its path in the build; null where it is missing. */
  replaced = new Map<string, string | null>();
  /** How the host fails with a file, by its path in the build; asked anew at each request. */
  failing: (path: string) => Failure | undefined = () => undefined;
  /** The paths asked for so far. */
  asked: string[] = [];
  /** The paths of which somebody did not want the rest. */
  brokenOff: string[] = [];
  /** Lets other hosts read its files, and so the demos run in frames without an origin. */
  letsRead = true;
  /** Compresses text on its way. */
  compresses = true;
  /** How fast the line is, over all that is sent at once; of text that is compressed on its way, before it is. */
  bytesPerSecond = Infinity;
  /** When the line will be free, in milliseconds. */
  #free = 0;
  /** Sends what `_headers` in the build says, as some hosts do. */
  readsHeaders = false;
  /** The folder that is served. */
  build: string;
  /** Another folder for some paths, as on a host that is half-way between two deployments. */
  instead: (path: string) => string | undefined = () => undefined;
  #server: Server;
  #port = 0;
  #sockets: Socket[] = [];

  constructor(folder = '/some/folder/', build = buildFolder) {
    this.#folder = folder;
    this.build = build;
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      let path = decodeURIComponent(pathname.slice(this.#folder.length));
      if (path === '' || path.endsWith('/')) path += 'index.html';
      response.on('close', () => {
        if (!response.writableFinished) this.brokenOff.push(path);
      });
      const file = join(this.instead(path) ?? this.build, path);
      this.asked.push(path);
      const inPlace = this.replaced.get(path);
      const there = pathname.startsWith(this.#folder) && statSync(file, { throwIfNoEntry: false })?.isFile();
      if (!there || inPlace === null) {
        response.writeHead(404).end();
        return;
      }
      const headers: Record<string, string> = {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
        ...(this.letsRead && { 'access-control-allow-origin': '*' }),
        ...(this.readsHeaders && headersOf(readFileSync(join(this.build, '_headers'), 'utf8'), `/${path}`))
      };
      const failure = this.failing(path);
      if (failure) {
        fail(failure, response, inPlace === undefined ? readFileSync(file) : Buffer.from(inPlace), headers);
        return;
      }
      const compressed = this.compresses && TEXT.has(extname(path)) && inPlace === undefined;
      response.writeHead(200, {
        ...headers,
        ...(compressed && { 'content-encoding': 'gzip' })
      });
      if (inPlace !== undefined) response.end(inPlace);
      else if (compressed) this.#read(file).pipe(createGzip()).pipe(response);
      else this.#read(file).pipe(response);
    });
    this.#server.on('connection', (socket) => this.#sockets.push(socket));
  }

  /** A file as the line lets it through: in pieces that wait for one another, whichever file they are of. */
  #read(file: string): Readable {
    const stream = createReadStream(file, { highWaterMark: 16_384 });
    if (this.bytesPerSecond === Infinity) return stream;
    const line = new Transform({
      transform: (piece: Buffer, _, done) => {
        const now = performance.now();
        this.#free = Math.max(this.#free, now) + (1000 * piece.length) / this.bytesPerSecond;
        setTimeout(done, this.#free - now, null, piece);
      }
    });
    return stream.pipe(line);
  }

  /** Bytes sent so far, headers and all. */
  get sent(): number {
    return this.#sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }

  /** Starts, where it has not, and gives the address of the site, which stays the same. */
  async open(): Promise<string> {
    if (!this.#server.listening)
      await new Promise<void>((resolve) => this.#server.listen(this.#port, 'localhost', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return `http://localhost:${this.#port}${this.#folder}`;
  }

  /** From now on nobody answers. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}
