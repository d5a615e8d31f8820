// Firefox by WebDriver BiDi, which it speaks without a driver beside it: https://w3c.github.io/webdriver-bidi/.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, PATIENCE, start, type Engine } from './engine.ts';

interface Answer {
  id?: number;
  type: 'success' | 'error' | 'event';
  message?: string;
  result?: unknown;
}

export async function firefox(command: string): Promise<Engine> {
  const profile = mkdtempSync(join(tmpdir(), 'firefox-'));
  const { child, match } = await start(
    command,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    /WebDriver BiDi listening on (ws:\S+)/,
    { HOME: profile }
  );
  const socket = new WebSocket(`${match[1]}/session`);
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const answer = JSON.parse(data) as Answer;
    waiting.get(answer.id!)?.(answer);
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('Firefox does not answer'));
  });
  let last = 0;
  const ask = <Result>(method: string, params: object): Promise<Result> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const timer = setTimeout(() => reject(new Error(`Firefox: no answer to ${method}`)), PATIENCE * 1000);
      waiting.set(id, (answer) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (answer.type === 'success') resolve(answer.result as Result);
        else reject(new Error(`Firefox: ${answer.message}`));
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask('session.new', { capabilities: {} });
  const { contexts } = await ask<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
  const { context } = contexts[0]!;
  await ask('browsingContext.setViewport', { context, viewport: { width: 1280, height: 900 } });
  return {
    open: async (url) => void (await ask('browsingContext.navigate', { context, url, wait: 'complete' })),
    run: async (what, ...given) => {
      const { type, result, exceptionDetails } = await ask<{
        type: string;
        result?: { value?: string };
        exceptionDetails?: { text: string };
      }>('script.callFunction', {
        functionDeclaration: `async (given) => JSON.stringify(await (${String(what)})(...JSON.parse(given)))`,
        arguments: [{ type: 'string', value: JSON.stringify(given) }],
        awaitPromise: true,
        target: { context }
      });
      if (type !== 'success') throw new Error(exceptionDetails?.text ?? type);
      return result?.value === undefined ? (undefined as never) : JSON.parse(result.value);
    },
    close: async () => {
      await ask('browser.close', {}).catch(() => {});
      socket.close();
      await end(child);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}
