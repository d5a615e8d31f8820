// WebKit by WebDriver, with the driver and the small browser that Debian has of it: https://w3c.github.io/webdriver/.
import { createServer, type AddressInfo } from 'node:net';
import { end, PATIENCE, start, type Engine } from './engine.ts';

/** A port that nobody listens on. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/**
 * @param driver the driver
 * @param binary the browser
 * @param screen a program that makes a screen where there is none, such as `Xvfb`
 */
export async function webkit(driver: string, binary: string, screen: string): Promise<Engine> {
  const display = await start(
    screen,
    ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    /^(\d+)\s/m
  );
  const port = await freePort();
  const { spawn } = await import('node:child_process');
  const child = spawn(driver, [`--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: `:${display.match[1]}`,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      NO_AT_BRIDGE: '1'
    },
    stdio: 'ignore'
  });
  const ask = async <Result>(method: string, path: string, body?: object): Promise<Result> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE * 1000)
    });
    const { value } = (await response.json()) as { value: Result & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`WebKit: ${value?.error}: ${value?.message}`);
    return value;
  };
  const close = async () => {
    await end(child);
    await end(display.child);
  };
  try {
    for (let tries = 0; ; tries++) {
      try {
        await ask('GET', '/status');
        break;
      } catch (error) {
        if (tries > 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    const capabilities = {
      alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } }
    };
    const { sessionId } = await ask<{ sessionId: string }>('POST', '/session', { capabilities });
    const session = `/session/${sessionId}`;
    await ask('POST', `${session}/timeouts`, { script: PATIENCE * 1000, pageLoad: PATIENCE * 1000 });
    return {
      open: async (url) => void (await ask('POST', `${session}/url`, { url })),
      run: async (what, ...given) => {
        const script = `const [given, done] = arguments;
          (async () => JSON.stringify(await (${String(what)})(...JSON.parse(given))))().then(
            (value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
        const { value, error } = await ask<{ value?: string | null; error?: string }>(
          'POST',
          `${session}/execute/async`,
          { script, args: [JSON.stringify(given)] }
        );
        if (error !== undefined) throw new Error(error);
        return value ? JSON.parse(value) : (undefined as never);
      },
      close: async () => {
        await ask('DELETE', session).catch(() => {});
        await close();
      }
    };
  } catch (error) {
    await close();
    throw error;
  }
}
