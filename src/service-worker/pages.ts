// Answers for pages: the newest that the server has, the kept one where the server is slow, silent or wrong.
import type { FileList } from '#lib/deployment/files.ts';
import { keptSums } from '#lib/deployment/kept.ts';
import { addressOf, isPage } from './kinds.ts';
import { passOn } from './network.ts';
import { isReplaced, LIMIT, scope } from './site.ts';
import { kept, respond, type File } from './store.ts';

/** Bytes by which a page of this version is told from all else: its policy is among them, and differs in each version. */
const BEGINNING = 2048;

export async function page(
  request: Request,
  file: File,
  list: FileList,
  event: FetchEvent
): Promise<Response> {
  const copy = await kept(file);
  if (!copy) {
    try {
      return passOn(await fetch(request), file, event);
    } catch {
      return offlinePage(list.files);
    }
  }
  const bytes = new Uint8Array(await copy.arrayBuffer());
  return (await fromServer(request, file, bytes)) ?? respond(bytes, copy, file.path);
}

/** An address that this version has no page for. One without the slash at its end may be that of a page. */
export async function unknownPage(
  request: Request,
  path: string,
  list: FileList | undefined
): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return list?.files[`${path}/index.html`]
      ? Response.redirect(`${scope}${path}/`)
      : offlinePage(list?.files ?? {});
  }
}

/** A redirection, or what a server with another version has; undefined where the copy is to be shown. */
async function fromServer(
  request: Request,
  file: File,
  copy: Uint8Array<ArrayBuffer>
): Promise<Response | undefined> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), LIMIT);
  let answer: Response | undefined;
  try {
    const response = await fetch(request, { signal: abort.signal });
    // The browser follows it.
    if (response.type === 'opaqueredirect') answer = response;
    else if (response.status === 200) {
      const reader = response.body!.getReader();
      const pieces = await readBeginning(reader);
      if (!beginsWith(copy, pieces) && (await isReplaced())) {
        answer = respond(rest(pieces, reader), response, file.path);
      }
    } else if (await isReplaced()) answer = response;
  } catch {
    // Then the copy.
  }
  clearTimeout(timer);
  if (!answer) abort.abort();
  return answer;
}

async function readBeginning(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let come = 0; come < BEGINNING;) {
    const piece = await reader.read();
    if (piece.done) break;
    pieces.push(piece.value);
    come += piece.value.length;
  }
  return pieces;
}

function beginsWith(whole: Uint8Array, pieces: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const piece of pieces) for (const byte of piece) if (whole[at++] !== byte) return false;
  return at > 0;
}

/** What was read of a stream, and then the rest of it. */
function rest(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
    },
    async pull(controller) {
      const piece = await reader.read();
      if (piece.done) controller.close();
      else controller.enqueue(piece.value);
    },
    cancel: (reason) => reader.cancel(reason)
  });
}

/** In place of a page that was never opened: which ones were. */
async function offlinePage(files: FileList['files']): Promise<Response> {
  const here = await keptSums(scope);
  const items: string[] = [];
  for (const [path, sum] of Object.entries(files)) {
    if (!isPage(path) || path.startsWith('embed/') || !here.has(sum[1])) continue;
    const html = await (await kept({ path, sum }))?.text();
    const title = /<title>([^<]*)<\/title>/.exec(html ?? '')?.[1];
    if (title) items.push(`<li><a href="${addressOf(path, scope)}">${title}</a></li>`);
  }
  const list = items.length > 0 ? `<p>These were, and can be read:</p><ul>${items.join('')}</ul>` : '';
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Offline · Verbatim</title><style>body { max-width: 38rem; margin: 3rem auto; padding: 0 1.2rem; font: 1.1rem/1.6 Georgia, serif }</style><main><h1>No connection</h1><p>You are offline, and this page was not opened on this device before. When you are back, <a href="">load it again</a>.</p>${list}</main>`,
    { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } }
  );
}
