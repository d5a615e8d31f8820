// A SCORM package as a page makes it and a course system plays it, with a run-time that is not ours: launched, answered, committed, left and
// launched again, where everything is as it was left.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { expect } from '@playwright/test';
import { unzipSync } from 'fflate';
import { live } from '../embeds.ts';
import { test } from './policy.ts';

const RUN_TIME = createRequire(import.meta.url).resolve('scorm-again/scorm12/min');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml'
};

/** A course: what a lesson commits is kept, and handed to it when it is opened again. */
const COURSE = `<!doctype html><title>Course</title><link rel="icon" href="data:,"><script src="run-time.js"></script>
<script>
  API = new Scorm12API({ autocommit: false, logLevel: 'ERROR' });
  API.loadFromJSON(JSON.parse(sessionStorage.kept ?? '{}'), 'cmi');
  keep = () => {
    const { core, suspend_data, interactions } = JSON.parse(JSON.stringify(API.cmi));
    sessionStorage.kept = JSON.stringify({ suspend_data, core: { lesson_status: core.lesson_status, exit: core.exit } });
    sessionStorage.told = JSON.stringify({ core, interactions: Object.values(interactions) });
  };
  for (const when of ['LMSCommit', 'LMSFinish']) API.on(when, keep);
</script>
<iframe name="sco" src="package/recall.html" width="900" height="1400"></iframe>`;

interface Told {
  core: { lesson_status: string; session_time: string; score: { raw: string } };
  interactions: { id: string; type: string; student_response: string; result: string }[];
}

test('a SCORM package is made, launched, answered, committed and relaunched', async ({ page }) => {
  await page.goto('/teach/#packages');
  const made = page.waitForEvent('download', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Make its SCORM package' }).click();
  const download = await made;
  expect(download.suggestedFilename()).toBe('verbatim-recall-scorm.zip');
  const files = unzipSync(readFileSync(await download.path()));
  const missing: string[] = [];
  const server = createServer(({ url }, response) => {
    const path = decodeURIComponent(new URL(url!, 'http://localhost').pathname).slice(1);
    const held = files[path.replace(/^package\//, '')];
    const body =
      path === ''
        ? COURSE
        : path === 'run-time.js'
          ? readFileSync(RUN_TIME)
          : path.startsWith('package/')
            ? held
            : undefined;
    if (body === undefined) missing.push(path);
    const type = TYPES[path === '' ? '.html' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const told = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('told') ?? 'null') as Told);
  const sco = page.frameLocator('[name=sco]');
  const launch = async () => {
    await page.goto(at);
    const frame = await (await sco.locator('iframe').elementHandle())!.contentFrame();
    await live(frame!);
    return frame!;
  };
  const frame = await launch();
  await expect(sco.locator('#said')).toHaveText('Your course saves your answers.');

  // A package has none, so its pages must not ask for one.
  expect(await frame.evaluate(() => navigator.serviceWorker)).toBeUndefined();

  const guess = sco.locator('#guess');
  await guess.getByRole('radio').nth(1).check();
  await guess.getByRole('button', { name: 'That is my guess' }).click();
  await expect(guess).toContainText('Measured: ');
  const questions = sco.locator('#quiz form');
  const first = questions.first();
  await first.getByRole('button', { name: 'Answer' }).click();
  await expect(first).toContainText('Choose one first.');
  const { questions: asked } = JSON.parse((await sco.locator('#lesson').textContent())!) as {
    questions: { id: string; kind: string; answer?: number; value?: string }[];
  };
  const answer = async (at: number, right: boolean) => {
    const { answer } = asked[at]!;
    const form = questions.nth(at);
    await form
      .getByRole('radio')
      .nth(right ? answer! : (answer! + 1) % 3)
      .check();
    await form.getByRole('button', { name: 'Answer' }).click();
    await expect(form).toContainText(right ? 'Right.' : 'Not right.');
  };
  await answer(0, true);
  // What is drawn is told as a code, and the state of the demo goes along.
  await frame.getByRole('checkbox', { name: 'Draw the curve yourself first' }).check();
  const sketch = frame.locator('.sketch').getByRole('slider');
  await sketch.first().press('ArrowUp');
  await sketch.last().press('End');
  await frame.getByRole('button', { name: 'Show ours' }).click();
  await expect(frame.getByText('Reported to the page around this frame.')).toBeVisible();
  const code = (await frame.locator('code').first().textContent())!;
  await frame.getByRole('combobox', { name: 'Tokens given' }).selectOption('64');
  const kept = () => page.evaluate(() => sessionStorage.getItem('kept'));
  await expect.poll(kept).toContain('context=64');
  expect(await kept()).toContain(code);
  const before = await told();
  expect(before.core).toMatchObject({ lesson_status: 'incomplete' });
  expect(before.interactions).toMatchObject([
    { type: 'choice', student_response: 'b', result: 'neutral' },
    { id: asked[0]!.id, type: 'choice', result: 'correct' },
    { type: 'fill-in', student_response: code, result: 'neutral' }
  ]);
  const hash = await frame.evaluate(() => location.hash);

  // Left, and opened again.
  const again = await launch();
  expect((await told()).core.session_time).toMatch(/^00:00:\d\d/);
  expect(await again.evaluate(() => location.hash)).toBe(hash);
  await expect(guess.getByRole('radio').nth(1)).toBeChecked();
  await expect(questions.first()).toContainText('Right.');
  await expect(again.getByRole('combobox', { name: 'Tokens given' })).toHaveValue('64');
  await expect(sco.locator('#standing')).toHaveText(`Questions answered: 1 of ${asked.length}.`);
  for (let at = 1; at < asked.length; at++) await answer(at, at > 1);
  const { core, interactions } = await told();
  expect(core).toMatchObject({
    lesson_status: 'completed',
    score: { raw: String(Math.round((100 * (asked.length - 1)) / asked.length)) }
  });
  expect(interactions.map(({ id, result }) => [id, result])).toEqual(
    asked.slice(1).map(({ id }, at) => [id, at === 0 ? 'wrong' : 'correct'])
  );
  expect(missing).toEqual([]);
  server.close();
});
