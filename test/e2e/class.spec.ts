// From an answer to its code, from codes to a class: on a page of ours, and in a learning system's frame.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { encode, type Drawing, type Guess } from '#lib/classroom/code.ts';
import { readPaste } from '#lib/classroom/paste.ts';
import { expect, type Page } from '@playwright/test';
import { live } from '../embeds.ts';
import { test } from './policy.ts';

/** A learning system: it answers SPLICE.getState and keeps what is reported, with the origin that it is told to. */
const SYSTEM = (address: string) => `<!doctype html><title>LMS</title><link rel="icon" href="data:," />
  <script>
    messages = [];
    addEventListener('message', ({ data, source }) => {
      if (!String(data.subject).startsWith('SPLICE.')) return;
      messages.push(data);
      if (data.subject === 'SPLICE.getState')
        source.postMessage({ subject: 'SPLICE.getState.response', message_id: data.message_id, state: null }, '*');
    });
  </script>
  <iframe name="embed" src="${address}" width="900" height="1200"></iframe>`;

async function open(page: Page, path: string) {
  await page.goto(path);
  await page.locator('html[data-live]').waitFor({ state: 'attached' });
}

test('answers become codes, and the codes of thirty students an overlay; what is damaged is told', async ({
  page,
  baseURL
}) => {
  // A guess, in a chapter.
  await open(page, 'introduction/');
  const question = page.locator('.predict');
  await question.getByRole('radio').nth(2).check();
  const guessed = await question.locator('code').textContent();
  // The code is of the first guess, whatever is chosen when the answer stands there.
  await question.getByRole('radio').nth(4).check();
  await expect(question.locator('code')).toHaveText(guessed!);

  // A curve, in a learning system.
  const html = SYSTEM(`${baseURL}/embed/recall/?view=full#v=1&draw=yes`);
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  const frame = page.frame('embed')!;
  await live(frame);
  const sliders = frame.locator('.sketch').getByRole('slider');
  await sliders.first().press('ArrowUp');
  await sliders.last().press('End');
  expect(await page.evaluate('messages')).toEqual([]);
  await frame.getByRole('button', { name: 'Show ours' }).click();
  await expect(frame.getByText('Reported to the page around this frame.')).toBeVisible();
  const drawn = await frame.locator('code').textContent();
  const reports =
    await page.evaluate<{ subject: string; score?: number; state?: { verbatim: object } }[]>('messages');
  expect(reports.map(({ subject }) => subject)).toEqual(['SPLICE.getState', 'SPLICE.reportScoreAndState']);
  expect(reports[1]).toMatchObject({ score: 1 });
  expect(Object.values(reports[1]!.state!.verbatim)).toEqual([drawn]);

  // A class of thirty: both of these codes, and others like them.
  const [guess, drawing] = readPaste(`${guessed} ${drawn}`).found.map(({ answer }) => answer) as [
    Guess,
    Drawing
  ];
  expect(guess).toMatchObject({ kind: 'guess', prediction: 0, choice: 2 });
  expect(drawing.values[0]).toBeCloseTo(0.05, 2);
  expect(drawing.values.at(-1)).toBe(1);
  const student = (i: number) => {
    const values = drawing.values.map((_, at) => (at >= i / 4 ? 1 : 0));
    return `Student ${i}: ${encode({ ...guess, choice: i % 4 }, i)} and ${encode({ ...drawing, values }, i).toLowerCase()}`;
  };
  const lines = Array.from({ length: 28 }, (_, i) => student(i + 2));
  lines[3] = lines[3]!.slice(0, -1);
  lines[7] = lines[7]!.replace(/VB1./, 'VB1Z');
  lines[11] = lines[10]!;
  const pasted = [
    `Ana: ${guessed}`,
    `<img src=x onerror=alert(1)> ${drawn}`,
    ...lines,
    'see you on Monday'
  ].join('\n');

  await open(page, 'teach/class/');
  const field = page.getByRole('textbox', { name: 'Codes' });
  const said = page.locator('.finding');
  await expect(said).toHaveText('No codes yet.');
  await field.fill(pasted);
  // Two of ours, 26 whole lines of the rest (one damaged in each of its codes), of which one comes twice.
  await expect(said).toContainText('54 codes count: 27 guesses and 27 drawings.');
  await expect(said).toContainText('two are left out and two count once');
  const out = page.getByRole('region', { name: 'Codes that are left out' });
  await expect(out.getByRole('row').nth(1)).toContainText(/^6.*Characters are missing/);
  await expect(out.getByRole('row').nth(2)).toContainText(/^10.*wrong, missing or too many/);
  await expect(page.getByText('Line 13 holds the same code as line 14')).toHaveCount(2);
  await expect(page.getByText('There is no code on line 31.')).toBeVisible();
  const curves = page.locator('.class > section').nth(1);
  await expect(curves.locator('svg.wide path.one')).toHaveCount(27);
  await expect(curves.locator('.note').first()).toContainText(
    'On average over the columns the median is off by'
  );
  const guesses = page.locator('.class > section').first();
  await expect(guesses.locator('.note')).toContainText(
    /27 guesses\. The median guess is \S+; the middle half runs from/
  );

  // Ours is put away, and the class stands alone.
  await page.getByRole('button', { name: 'Show ours' }).click();
  await expect(page.locator('.class')).not.toContainText('The answer is');
  await expect(curves).not.toContainText('is off by');

  // The file holds no names unless they are asked for.
  const file = async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  const csv = await file();
  expect(csv).toContain('\n1,guess,');
  expect(csv).not.toContain('Ana');
  await page.getByRole('button', { name: 'Names in the file' }).click();
  expect(await file()).toContain('\n1,Ana,guess,');

  // What a press takes away another brings back.
  await page.getByRole('button', { name: 'Keep only the codes' }).click();
  await expect(field).toHaveValue(/^VB[\w-]+(\nVB[\w-]+)+$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(field).toHaveValue(pasted);
  await page.getByRole('button', { name: 'Empty the field' }).click();
  await expect(said).toHaveText('No codes yet.');
  await expect(page.locator('.class > section')).toHaveCount(0);

  // A drawing of another question waits for the published outcomes; a made-up class says that it is one.
  const other = encode({ ...drawing, question: { ...drawing.question, measure: 'near' } }, 1);
  await field.fill(other);
  await expect(page.locator('.class > section')).toContainText('near-verbatim');
  await page.getByRole('button', { name: 'Show a made-up class' }).click();
  await expect(page.getByText('This class is made up')).toBeVisible();
  await expect(said).toContainText('one is left out');
});
