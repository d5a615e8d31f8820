import { beforeEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import DeduplicationLab from './View.svelte';
import { labStart as start } from './start.fixture.ts';
import { DEFAULTS, LINK_TEXT, formatState } from './state.ts';

vi.mock('$app/navigation', () => ({ replaceState: (url: string) => history.replaceState(null, '', url) }));

const OLD = 'Below is what the last run found in';
const open = () => render(DeduplicationLab, { start, addressed: true });
const wordsOf = ({ container }: { container: Element }) => container.textContent.replaceAll(/\s+/g, ' ');
const says = (screen: { container: Element }, what: string) =>
  expect.poll(() => wordsOf(screen), { timeout: 20_000 }).toContain(what);
/** Two documents, the second as often as it says. */
const textOf = (copies: number) =>
  ['one two three', ...Array.from({ length: copies }, () => 'four five')].join('\n\n');
const go = (text: string) => {
  location.hash = formatState({ ...DEFAULTS, source: 'text', text });
};

beforeEach(() => history.replaceState(null, '', location.pathname + location.search));

test('findings of another text are marked as old, however long the texts are', async () => {
  const screen = await open();
  await screen.getByRole('button', { name: 'a text of yours' }).click();
  const documents = screen.getByRole('textbox', { name: 'Your documents' });
  const long = Array.from({ length: LINK_TEXT }, (_, i) => `w${i}`).join(' ');
  await documents.fill(`${long}\n\n${long}`);
  await screen.getByRole('button', { name: 'Run', exact: true }).click();
  await says(screen, '2 documents, 1 of them different');
  expect(wordsOf(screen)).not.toContain(OLD);
  await documents.fill(`${long}\n\n${long} and more`);
  await says(screen, OLD);
});

test('a place in the page is no link', async () => {
  go(textOf(2));
  const screen = await open();
  const documents = screen.getByRole('textbox', { name: 'Your documents' });
  await expect.element(documents).toHaveValue(textOf(2));
  await says(screen, '3 documents, 2 of them different');
  location.hash = '#main';
  await new Promise((done) => addEventListener('hashchange', done, { once: true }));
  await expect.element(documents).toHaveValue(textOf(2));
  expect(location.hash).toBe('#main');
});

test('a link that comes while the lab is at work stops it, and is read', async () => {
  go(textOf(2));
  const screen = await open();
  await expect.element(screen.getByRole('button', { name: 'Stop' })).toBeVisible();
  go(textOf(4));
  const documents = screen.getByRole('textbox', { name: 'Your documents' });
  await expect.element(documents).toHaveValue(textOf(4));
  await says(screen, '5 documents, 2 of them different');
  expect(wordsOf(screen)).not.toContain(OLD);
  expect(wordsOf(screen)).not.toContain('Called off');
});
