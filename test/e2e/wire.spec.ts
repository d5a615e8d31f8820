// What comes over the wire after the first press, from a host that compresses nothing, counted where it leaves.
import { readFileSync } from 'node:fs';
import { StaticServer } from '../static-server.ts';
import { expect, test } from './site.ts';

// It would fetch what is not asked for.
test.use({ serviceWorkers: 'block' });

const host = new StaticServer();
test.afterAll(() => host.close());

test('2.8 MB bring the first word of the 1.3M model, 6.5 MB the marks, and a second model its own files alone', async ({
  page
}) => {
  host.compresses = false;
  const site = await host.open();
  const { passages } = JSON.parse(readFileSync('static/lab/2026-12/passages.json', 'utf8')) as {
    passages: { id: string; copies: number; condition: string }[];
  };
  const passage = passages.find(({ copies, condition }) => condition === 'exact' && copies === 128)!;
  await page.goto(`${site}demos/playground/#v=1&model=d4-raw&passage=${passage.id}&context=64`);
  await page.waitForLoadState('networkidle');
  const complete = page.getByRole('button', { name: 'Complete', exact: true });
  await expect(complete).toBeEnabled();
  const before = host.sent;
  host.asked = [];
  await complete.click();
  const answer = page.getByRole('region', { name: 'Completion', exact: true });
  await expect(answer.getByText(/^live/)).toBeVisible({ timeout: 30_000 });
  const tokens = answer.getByRole('listbox', { name: /^Tokens of the completion/ });
  await expect(tokens.locator('.token').first()).toBeVisible({ timeout: 30_000 });
  await expect(tokens.locator('.verbatim').first()).toBeVisible({ timeout: 30_000 });
  const marked = host.sent - before;
  expect(marked).toBeLessThan(6_500_000);
  // The training text and the table follow the first word: without them it is what came before.
  const sizes = (paths: string[]) =>
    paths.reduce((sum, path) => sum + readFileSync(`${host.build}/${path}`).length, 0);
  const first = host.asked.findIndex((path) => path.includes('/corpus/'));
  expect(first).toBeGreaterThan(2);
  expect(sizes(host.asked.slice(0, first))).toBeLessThan(2_800_000);
  expect(host.asked.filter((path) => path.includes('tokenizer.json'))).toHaveLength(1);

  host.asked = [];
  await page.getByLabel('Model').selectOption('d2-raw');
  await complete.click();
  await expect(complete).toBeEnabled({ timeout: 30_000 });
  await expect(answer.getByText(/^live/)).toBeVisible();
  expect(host.asked.filter((path) => path !== 'favicon.svg').toSorted()).toEqual([
    'lab/2026-12/models/d2-raw/config.json',
    'lab/2026-12/models/d2-raw/onnx/model_fp16.onnx.bin'
  ]);
});
