// Demos in frames on a page of another host, as tests and the measuring of their heights put them there.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright';
import type { Embed } from '#lib/server/embeds.ts';
import { buildFolder } from './pages.ts';

export const WIDTHS = ['320', '400', '700', '960'] as const;

/** What `/embed/index.json` of the built site lists. */
export const embeds = () =>
  JSON.parse(readFileSync(join(buildFolder, 'embed', 'index.json'), 'utf8')) as Embed[];

/** Whether a demo has a view made for frames. */
export const isCompact = (name: string) =>
  existsSync(join(import.meta.dirname, '..', 'src', 'lib', 'demos', name, 'Compact.svelte'));

type Action = (frame: Frame) => Promise<void>;

/** Moves the first slider, and waits for what it changes. */
const slide: Action = async (frame) => {
  await frame.getByRole('slider').first().press('ArrowRight');
  await frame.waitForFunction(() => !document.querySelector('.stale'));
};

/** What a reader does first in a demo where that is not to move the first slider to the right. */
const MAIN_ACTION: Record<string, Action> = {
  recital: async (frame) => {
    await frame.getByRole('slider', { name: /Copies/ }).press('ArrowLeft');
    await frame.getByRole('region', { name: 'Read 64 times' }).waitFor();
  },
  playground: async (frame) => {
    await frame.getByRole('button', { name: 'Complete', exact: true }).click();
    await frame.getByText(/^live: /).waitFor({ timeout: 60_000 });
  },
  'factor-balance': async (frame) => {
    await frame.getByLabel('Start from a real case').selectOption({ index: 1 });
  },
  'case-timeline': (frame) =>
    frame
      .getByRole('button', { name: /^(Earlier|Later)$/, disabled: false })
      .first()
      .click(),
  'name-cloze': async (frame) => {
    // A guess, and with it the code of the guesses.
    await frame.getByRole('button', { name: 'Ahab', exact: true }).click();
    await frame.getByRole('button', { name: 'Answer' }).click();
    await frame.getByText('Code of your guesses').waitFor();
  },
  alignment: async (frame) => {
    await frame.getByRole('button', { name: 'leave the template out' }).click();
    await frame.getByText(/^Given the opening alone,/).waitFor();
  },
  coder: async (frame) => {
    await frame.getByRole('button', { name: 'never', exact: true }).click();
    await frame.getByText('This passage, never read,').waitFor();
  },
  'whole-work': async (frame) => {
    await frame.getByRole('button', { name: 'Go on' }).click();
    await frame.getByRole('button', { name: 'To the end' }).click();
    await frame.getByRole('button', { name: 'Go on' }).waitFor();
  },
  'is-it-a-copy': async (frame) => {
    const asked = frame.getByRole('group', { name: 'Is it a material object?' });
    await asked.getByRole('button', { name: 'Yes' }).click();
    await frame.getByText('yes: the disk').waitFor();
  },
  'shortest-prompt': async (frame) => {
    await frame.getByRole('slider', { name: /Tokens given/ }).press('ArrowLeft');
    await frame.getByText(/^After the last 31 tokens before it/).waitFor();
  },
  teach: async (frame) => {
    await frame.getByRole('slider', { name: /After step/ }).press('ArrowLeft');
    await frame
      .getByRole('region', { name: 'Answer' })
      .getByText(/tokens right after/)
      .waitFor();
  },
  extraction: async (frame) => {
    await frame.getByRole('button', { name: 'Close the corpus and accuse' }).click();
    await frame.getByRole('button', { name: 'Accuse sample 1', exact: true }).click();
    await frame.getByText('1 accused of at least 20').waitFor();
  },
  'supply-chain-map': async (frame) => {
    await frame.getByRole('button', { name: 'The next stage' }).click();
    await frame.getByRole('group', { name: /^5\. / }).waitFor();
  }
};

/** What a reader does first in a demo; fulfilled once the answer stands. */
export const mainAction = (name: string): Action => MAIN_ACTION[name] ?? slide;

interface Options {
  width: number;
  height: number;
  /** The attribute of the frame; none without it. */
  sandbox?: string;
  /** Pixels of the page above the frame. */
  above?: number;
}

/** Puts the page at an address into a frame on a page of another host, which keeps what it is sent in `messages`. */
export async function inFrame(
  page: Page,
  address: string,
  { width, height, sandbox, above = 0 }: Options
): Promise<Frame> {
  const attributes = sandbox === undefined ? '' : `sandbox="${sandbox}"`;
  const html = `<!doctype html><title>Host</title><link rel="icon" href="data:," /><style>body { margin: 0 } iframe { display: block; margin-top: ${above}px }</style>
    <script>messages = []; addEventListener('message', ({ data }) => messages.push(data))</script>
    <iframe name="embed" ${attributes} src="${address}" width="${width}" height="${height}" frameborder="0"></iframe>`;
  // A server, because a browser lets no page that comes from nowhere frame one of this machine.
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  return page.frame('embed')!;
}

/** Waits until the demo answers and its letters are there. */
export async function live(frame: Frame): Promise<void> {
  await frame.locator('html[data-live]').waitFor({ state: 'attached' });
  await frame.evaluate(() => document.fonts.ready.then(() => {}));
}

/** What the demo takes in height, in pixels: more than the frame where it must be scrolled. */
export const heightOf = (frame: Frame) =>
  frame.evaluate(() => {
    const { scrollHeight, clientHeight } = document.scrollingElement!;
    return scrollHeight > clientHeight
      ? scrollHeight
      : Math.ceil(document.documentElement.getBoundingClientRect().height);
  });
