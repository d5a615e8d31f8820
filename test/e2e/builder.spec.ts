// What an instructor does: find a demo, set it, take it along, and meet it again elsewhere.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test as plain, type Page } from '@playwright/test';
import { live } from '../embeds.ts';
import { test } from './policy.ts';

/** What a course page lets stand: of a frame six attributes, of a link one. */
const PASTED = ['src', 'width', 'height', 'title', 'style', 'sandbox', 'href'];

/** Serves pages of another host; the one at `/` is `html`. */
async function host(
  html: string,
  files: Record<string, string> = {}
): Promise<{ server: Server; at: string }> {
  const server = createServer(({ url }, response) => {
    const file = files[url!];
    const type = url!.endsWith('.css') ? 'text/css' : url!.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.setHeader('content-type', `${type}; charset=utf-8`).end(file ? readFileSync(file) : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, at: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

const alive = (page: Page) => page.locator('html[data-live]').waitFor({ state: 'attached' });
const builder = (page: Page) => page.getByRole('region', { name: 'Put it into your page' });

async function open(page: Page) {
  await alive(page);
  await page.locator('summary', { hasText: 'Put it into your page' }).click();
  await expect(builder(page)).toBeVisible();
}

/** What the builder would have pasted, in a form. */
async function pasted(page: Page, form: string): Promise<string> {
  await builder(page).getByRole('button', { name: form, exact: true }).click();
  return builder(page).locator('.copy-text .text').innerText();
}

test('on the page of a state that needs all of a demo, it begins with all of it', async ({ page }) => {
  await page.goto('/demos/recall/draw-it-first/');
  await open(page);
  expect(await pasted(page, 'HTML')).toContain('/embed/recall/draw-it-first/?view=full"');
});

test('opened before the script of the page has come, it comes with it', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/_app/immutable/entry/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/demos/supply-chain-map/', { waitUntil: 'commit' });
  await page.locator('summary', { hasText: 'Put it into your page' }).click();
  release();
  await expect(builder(page)).toBeVisible();
});

test('a demo is found, set, freed of two controls, pasted under a sandbox, resized, run and met again', async ({
  page,
  context
}) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await page.goto('/demos/');
  await page.getByRole('link', { name: 'See it happen' }).first().click();
  await page.waitForURL('**/demos/recital/');
  await alive(page);
  const copies = page.getByRole('slider', { name: /Copies/ });
  await copies.press('ArrowLeft');
  await expect.poll(() => new URL(page.url()).hash).toBe('#v=1&copies=64');
  const before = scripts.filter((url) => url.endsWith('.js')).length;
  expect(await page.locator('iframe').count()).toBe(0);
  await open(page);
  expect(scripts.filter((url) => url.endsWith('.js')).length, 'fetched when it is opened').toBeGreaterThan(
    before
  );

  const shown = page.frameLocator('.builder iframe');
  await expect(shown.getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '64');
  await expect(shown.getByRole('slider', { name: /Model size/ })).toBeVisible();
  for (const name of ['Model size', 'Say nothing'])
    await builder(page).getByRole('checkbox', { name }).check();
  await expect(shown.getByRole('slider', { name: /Model size/ })).toBeHidden();
  await expect(shown.getByRole('button', { name: 'Say nothing' })).toBeHidden();
  await expect(builder(page).locator('.cost')).toContainText(/30 students, between \d+ MB and \d+ MB/);
  await builder(page).getByRole('textbox', { name: 'Width' }).fill('620');
  await builder(page).getByRole('textbox', { name: 'Width' }).press('Enter');

  await builder(page).getByRole('button', { name: 'Copy the text under “HTML”' }).click();
  const html = await page.evaluate(() => navigator.clipboard.readText());
  expect(html).toBe(await pasted(page, 'HTML'));
  expect(html).toContain('/embed/recital/?hide=size,nothing#v=1&amp;copies=64"');
  expect(html).toContain('loading="lazy" allow="clipboard-write; fullscreen"');

  // As a course page keeps it: of the frame six attributes, and a sandbox of its own.
  const kept = html.replace(/(?<= )([\w-]+)="([^"]*)" ?/g, (all, name: string) =>
    PASTED.includes(name) ? all : ''
  );
  expect(kept).not.toMatch(/loading|allow/);
  const { server, at } = await host(
    `<!doctype html><title>Course</title><link rel="icon" href="data:,"><h1>Week 3</h1>${kept.replace(
      '<iframe ',
      '<iframe name="embed" sandbox="allow-scripts allow-same-origin" '
    )}`
  );
  await page.goto('about:blank');
  const student = await context.newPage();
  await student.goto(at);
  const frame = () => student.frame('embed')!;
  const stands = async () => {
    await live(frame());
    await expect(frame().getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '64');
    await expect(frame().getByRole('region', { name: 'Read 64 times' })).toBeVisible();
    await expect(frame().getByRole('slider', { name: /Model size/ })).toBeHidden();
    await expect(frame().getByRole('button', { name: 'Say nothing' })).toBeHidden();
  };
  await stands();
  await student.setViewportSize({ width: 390, height: 800 });
  await stands();
  expect(
    await student.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)
  ).toBeLessThanOrEqual(0);
  await frame().getByRole('button', { name: 'Run it yourself' }).click();
  await expect(frame().getByRole('region', { name: /times/ }).getByText('live', { exact: true })).toBeVisible(
    {
      timeout: 60_000
    }
  );
  await student.reload();
  await stands();
  // By keyboard: after a reload a busy browser may still take a press beside a frame for one in it.
  await student.getByRole('link', { name: 'See it happen' }).press('Enter');
  await student.waitForURL('**/demos/recital/#v=1&copies=64', { timeout: 30_000 });
  server.close();
});

test('on a slide of Reveal.js the arrows turn the slides, and move a slider that has the focus', async ({
  page
}) => {
  await page.goto('/demos/recital/');
  await open(page);
  await builder(page).getByRole('combobox', { name: 'State' }).selectOption('Read once');
  await builder(page).getByRole('textbox', { name: 'Width' }).fill('900');
  await builder(page).getByRole('textbox', { name: 'Width' }).press('Enter');
  const slide = await pasted(page, 'Reveal.js');
  expect(slide).toContain('data-src="http');
  const reveal = join(import.meta.dirname, '..', '..', 'node_modules', 'reveal.js', 'dist');
  const { server, at } = await host(
    `<!doctype html><title>Deck</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/reveal.css">
     <div class="reveal"><div class="slides"><section>Before</section>${slide}<section>After</section></div></div>
     <script src="/reveal.js"></script><script>Reveal.initialize({ width: 1000, height: 700 })</script>`,
    { '/reveal.css': join(reveal, 'reveal.css'), '/reveal.js': join(reveal, 'reveal.js') }
  );
  const deck = await page.context().newPage();
  await deck.goto(at);
  const number = () => deck.evaluate('Reveal.getIndices().h');
  await deck.waitForFunction('window.Reveal && Reveal.isReady()');
  await deck.evaluate('Reveal.slide(1)');
  const shown = deck.frameLocator('section.present iframe');
  const slider = shown.getByRole('slider', { name: /Copies/ });
  await expect(slider).toHaveAttribute('aria-valuetext', '1');
  await expect(slider).toBeEnabled();
  await slider.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '2');
  expect(await number()).toBe(1);
  // Whoever presses a button has it focused, and goes on with the slides.
  await shown.getByRole('button', { name: 'Say nothing' }).click();
  await deck.keyboard.press('ArrowRight');
  await expect.poll(number).toBe(2);
  await deck.evaluate('Reveal.slide(1)');
  await shown.getByRole('heading', { level: 1 }).click();
  await deck.keyboard.press('ArrowLeft');
  await expect.poll(number).toBe(0);
  server.close();
});

test('the slides of a plan run their demos and have their notes; saved, they run elsewhere', async ({
  page,
  context
}) => {
  await page.goto('/teach/');
  await page.getByRole('link', { name: /open them.*Fifty minutes/ }).click();
  const ready = (deck: Page) => deck.locator('html:not(.plain)').waitFor({ state: 'attached' });
  await ready(page);
  const copies = (deck: Page) =>
    deck.frameLocator('section.present iframe').getByRole('slider', { name: /Copies/ });
  for (const title of ['Predict', 'See it happen']) {
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('section.present h2')).toContainText(title);
  }
  await expect(copies(page)).toBeEnabled();
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('s');
  const view = await opened;
  await expect(view.locator('.speaker-controls-notes .value')).toContainText('The answer: ', {
    timeout: 20_000
  });
  await view.close();
  await page.keyboard.press('Home');
  const given = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save these slides' }).click();
  const { server, at } = await host(readFileSync(await (await given).path(), 'utf8'));
  const saved = await context.newPage();
  await saved.goto(at);
  await ready(saved);
  await expect(saved.getByRole('button', { name: 'Save these slides' })).toHaveCount(0);
  await saved.evaluate('Reveal.slide(2)');
  await expect(copies(saved)).toBeEnabled();
  server.close();
});

// The policy stops the worker, as it should.
plain(
  'a frame without its models offers none, and can run none; of another release it says so',
  async ({ page }) => {
    await page.goto('/embed/recital/read-once/?hide=run,size,nonsense&release=2024-01');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('See it happen: Read once');
    await expect(page.getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '1');
    await expect(page.getByRole('button', { name: 'Run it yourself' })).toBeHidden();
    await expect(page.getByRole('slider', { name: /Model size/ })).toBeHidden();
    const said = page.locator('[data-frame-says]');
    await expect(said).toContainText(
      'Nothing here is called “nonsense”; what can be hidden is copies, size, nothing, run.'
    );
    await expect(said).toContainText('was made for release 2024-01 of the experiment');
    await page.goto('/embed/supply-chain-map/?law=2026-06-30');
    await expect(page.locator('[data-law-since] p')).toContainText(
      'when the law was stated as of 2026-06-30; it is now stated as of 2026-'
    );
    const newer = page.locator('[data-law-since] li:visible');
    expect(await newer.count()).toBeGreaterThan(3);
    await expect(page.locator('[data-law-since] li:not([hidden])').last()).toHaveText(
      /^(\d+ )?(June|July) 2026: /
    );
    await page.goto('/embed/recital/read-once/?hide=run');
    const ran = await page.evaluate(
      () =>
        new Promise((resolve) => {
          try {
            const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
            worker.onmessage = () => resolve('ran');
            worker.onerror = () => resolve('refused');
          } catch {
            resolve('refused');
          }
        })
    );
    expect(ran).toBe('refused');
  }
);

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the page of a named state is served in it', async ({ page }) => {
    await page.goto('/demos/recital/read-once/');
    await expect(page).toHaveTitle('Read once · See it happen · Verbatim');
    await expect(page.getByRole('slider', { name: /Copies/ })).toHaveAttribute('aria-valuetext', '1');
    await expect(page.getByRole('region', { name: 'Read once' })).toBeVisible();
  });

  test('a state that holds its answer back is served without it, and has it folded below', async ({
    page
  }) => {
    for (const [path, asked, answer] of [
      ['demos/recall/draw-it-first/', 'What do you expect?', /^Given 32 tokens, the largest model/],
      ['embed/recall/draw-it-first/', 'What do you expect?', /^Given 32 tokens, the/],
      ['embed/name-cloze/never-read/', 'Whose name is missing?', /^The book says/]
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(asked)).toBeVisible();
      const [folded, told] = [page.locator('details.unscripted'), page.locator('.unscripted p').first()];
      await expect(told, path).toHaveText(answer);
      await expect(page.getByText(answer).filter({ visible: true }), path).toHaveCount(0);
      await folded.locator('summary').first().click();
      await expect(told, path).toBeVisible();
    }
  });
});
