// A lesson is prepared from /teach/: a plan is chosen, its first demo opened as the plan has it, an answer unfolded, the
// handout printed on two pages without one, and the questions taken along for a course system.
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test, type Page } from './site.ts';

/** How many pages are printed on such paper. */
async function printed(page: Page, format: 'A4' | 'Letter'): Promise<number> {
  const file = await page.pdf({
    format,
    margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' }
  });
  return file.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)!.length;
}

test('a lesson is prepared, from the plan to the handout and the files', async ({ page, request }) => {
  await page.goto('/introduction/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Teaching' }).click();
  const plan = page.getByRole('region', { name: /^Fifty minutes/ });
  await plan.getByRole('link', { name: 'Recall explorer' }).first().click();
  await expect(page).toHaveURL(/\/demos\/recall\/draw-it-first\/$/);
  await expect(page.getByRole('checkbox', { name: 'Draw the curve yourself first' })).toBeChecked();

  await page.goto('/teach/chapters/#extraction');
  const guide = page.getByRole('region', { name: '4. Getting it out without having it' });
  await expect(guide.getByRole('heading', { level: 2 })).toBeInViewport();
  const answer = guide.getByText(/^At random about/);
  await expect(answer).toBeHidden();
  await guide.getByText('Worked answer', { exact: false }).first().click();
  await expect(answer).toBeVisible();

  await page.goto('/teach/answers/');
  const answers = await page.locator('.answer').allTextContents();
  expect(answers.length).toBe(9);
  for (const format of ['A4', 'Letter'] as const) expect(await printed(page, format), format).toBe(2);
  await page.getByRole('link', { name: 'The students’ handout' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Does a model remember what it read?');
  for (const format of ['A4', 'Letter'] as const) expect(await printed(page, format), format).toBe(2);
  for (const path of ['/teach/handout/', '/teach/handout/__data.json']) {
    const held = (await (await request.get(path)).text())
      .replace(/<!--.*?-->|<\/?i>|\s+/g, ' ')
      .replace(/ +/g, ' ');
    expect(held).toContain('How many times must the largest model');
    for (const text of answers) expect(held, text).not.toContain(text.replace(/\s+/g, ' ').trim().slice(-60));
  }

  await page.goto('/teach/#packages');
  const [cartridge] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Make the cartridge' }).click()
  ]);
  expect(cartridge.suggestedFilename()).toBe('verbatim.imscc');
  const files = unzipSync(readFileSync(await cartridge.path()));
  expect(strFromU8(files['links/demo-recall.xml']!)).toContain(
    `href="${new URL('/demos/recall/', page.url()).href}"`
  );
  await expect(page.getByText(/^Made: verbatim\.imscc/)).toBeVisible();

  await page.goto('/teach/questions/');
  const [moodle] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'For Moodle' }).click()
  ]);
  expect(moodle.suggestedFilename()).toBe('questions.gift.txt');
  const gift = await (await request.get('/teach/questions.gift.txt')).text();
  expect(gift.match(/^::/gm)!.length).toBe(await page.locator('.question').count());
  const zip = await request.get('/teach/questions.qti.zip');
  expect((await zip.body()).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
});
