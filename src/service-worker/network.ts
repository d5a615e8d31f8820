// Files from the server: only those that are what the list says are kept.
import { isFile } from '#lib/deployment/files.ts';
import { keepIfRoom, respond, type File } from './store.ts';

/** Whether a response may be the file at all. */
const may = (response: Response) =>
  response.status === 200 && !response.redirected && response.type === 'basic';

/** What came for a file, and whether it is the file. */
interface Answer {
  response: Response;
  good: boolean;
  /** A good one is being kept. */
  keeping?: Promise<void>;
}

/** Asks for a file, and looks whether it is what came. Throws as fetch does. */
export async function ask(request: Request, file: File, event: ExtendableEvent): Promise<Answer> {
  const response = await fetch(request);
  if (!may(response)) return { response, good: false };
  const bytes = await response.arrayBuffer();
  if (!(await isFile(bytes, file.sum))) return { response: new Response(bytes, response), good: false };
  const keeping = keepIfRoom(file, bytes, response);
  event.waitUntil(keeping);
  return { response: respond(bytes, response, file.path), good: true, keeping };
}

/** Keeps what came for a file, if it is the file. */
export async function keepIfRight(response: Response, file: File): Promise<void> {
  if (!may(response)) return;
  const bytes = await response.arrayBuffer();
  if (await isFile(bytes, file.sum)) await keepIfRoom(file, bytes, response);
}

/**
 * A response passed on as it comes, so that whoever asked sees how far it is; once it is whole, it is kept if it is the
 * file. When nobody wants the rest any more, the server is told.
 */
export function passOn(response: Response, file: File, event: ExtendableEvent): Response {
  if (!may(response) || !response.body) return response;
  const reader = response.body.getReader();
  const [length] = file.sum;
  const bytes = new Uint8Array(length);
  let come = 0;
  const ended = Promise.withResolvers<void>();
  event.waitUntil(ended.promise);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const piece = await reader.read();
        if (piece.done) {
          controller.close();
          if (come === length && (await isFile(bytes.buffer, file.sum))) {
            await keepIfRoom(file, bytes.buffer, response);
          }
          ended.resolve();
          return;
        }
        if (come + piece.value.length <= length) bytes.set(piece.value, come);
        come += piece.value.length;
        controller.enqueue(piece.value);
      } catch (error) {
        ended.resolve();
        controller.error(error);
      }
    },
    async cancel(reason) {
      ended.resolve();
      await reader.cancel(reason);
    }
  });
  // Of the type that it came with: a web page in place of the file is told by it.
  return respond(body, response);
}
