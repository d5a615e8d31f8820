// The training text as a library; and the one request to another host that a page of ours can make, by a press alone.
import { answerOf, type Fault } from '#lib/demos/corpus-search/web-count.fixture.ts';
import { expect, test } from './site.ts';

test('a phrase is counted and shown in place; the web is asked by a press alone, and its faults are told', async ({
  page
}) => {
  const asked: string[] = [];
  let fault: Fault = 'none';
  // The stand-in. What the page's policy forbids does not come here.
  await page.route('https://api.infini-gram.io/**', (route) => {
    const body = route.request().postData() ?? '';
    if (route.request().method() === 'OPTIONS') return route.fulfill({ status: 204 });
    asked.push(body);
    return fault === 'half'
      ? route.abort()
      : route.fulfill({ ...answerOf(body, fault), headers: { 'access-control-allow-origin': '*' } });
  });

  await page.goto('/corpus/');
  const found = page.getByRole('region', { name: 'Found' });
  await expect(found).toContainText('the state of the Union');
  await expect(found.getByText('recorded', { exact: true })).toBeVisible();

  const field = page.getByRole('textbox');
  await field.fill('Call me Ishmael');
  await expect(page.getByText('Press Search for this one.')).toBeVisible();
  await field.press('Enter');
  await expect(found.getByText('It appears 128 times')).toBeVisible({ timeout: 60_000 });
  await expect(found.locator('mark').first()).toHaveText('Call me Ishmael');
  await expect(found.getByRole('rowheader').first()).toHaveText('.');

  const web = page.getByRole('region', { name: 'At web scale' });
  await expect(web.locator('pre')).toHaveText(
    '{"index":"v4_dolma-v1_7_llama","query_type":"count","query":"Call me Ishmael"}'
  );
  expect(asked).toEqual([]);
  await web.getByRole('button', { name: 'Send it' }).click();
  await expect(web.getByText('In Dolma 1.7 it appears 15 times, says api.infini-gram.io.')).toBeVisible();
  expect(asked).toEqual([await web.locator('pre').innerText()]);
  for (const [kind, words] of [
    ['refuses', 'refused the question: “The query is too long.”'],
    ['half', 'cannot be reached']
  ] as const) {
    fault = kind;
    await web.getByRole('button', { name: 'Send it' }).click();
    await expect(web.getByText(words)).toBeVisible();
  }

  await field.fill('We the people of Mars, 🐋 in order to form a more perfect Union, establish Justice');
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  await expect(
    found.getByText('It is not there as a whole. Its longest run that is there has')
  ).toBeVisible();
  await expect(page).toHaveURL(/#v=1&q=We\+the\+people/);
  await page.reload();
  await expect(field).toHaveValue(/^We the people of Mars/);
});
