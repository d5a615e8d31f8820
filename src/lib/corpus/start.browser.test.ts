import { expect, test } from 'vitest';
import { startWorker } from '#lib/worker/start.ts';
import script from './worker.ts?worker&url';

test('what is asked before the script has come is answered', async () => {
  const worker = startWorker(script, 'early');
  const replies: unknown[] = [];
  const answered = new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<{ type: string; id?: number }>) => {
      replies.push(data);
      if (data.id === 2) resolve(undefined);
    };
  });
  // Nothing is loaded: the answer of a worker that runs is an error.
  for (const id of [1, 2]) worker.postMessage({ id, type: 'call', verb: 'count', args: [[1]] });
  await answered;
  expect(replies).toContainEqual(expect.objectContaining({ type: 'error', id: 1 }));
  worker.terminate();
});

test('a script that does not come is an error', async () => {
  const worker = startWorker('/no-such-script.js', 'missing');
  const message = await new Promise<string>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(event.message);
    };
  });
  expect(message).toMatch(/import|module/i);
  worker.terminate();
});

test('a worker whose script is on its way says that it hears', async () => {
  const worker = startWorker('data:text/javascript,await new Promise(() => {})', 'waits');
  const said = new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<{ type: string }>) => {
      if (data.type !== 'begun') resolve(data);
    };
  });
  worker.postMessage({ type: 'ping' });
  expect(await said).toEqual({ type: 'waits' });
  worker.terminate();
});
