import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadPassages } from '#lib/release/passages.ts';
import { loadResults, type ResultRow } from '#lib/release/results.ts';
import { loadManifest } from '#lib/release/fixture.ts';
import { contentsOf } from '#lib/worker/fixture.ts';
import Compact from './Compact.svelte';
import { offersOf, packOutcomes } from './outcomes.ts';
import RecallExplorer from './View.svelte';
import type { RecallStart } from './start.ts';
import { defaultState } from './state.ts';
import { passagesOf, viewOf } from './view.ts';
import { shortValue } from './words.ts';

vi.mock('$app/navigation', () => ({ replaceState: () => {} }));

// The published results, as the build packs them.
const manifest = await loadManifest();
const results = new Map<string, ResultRow[]>();
for (const { id } of manifest.models)
  results.set(id, await loadResults(manifest.results.find(({ model }) => model === id)!));
const passages = await loadPassages(manifest.passages);
const outcomes = packOutcomes(manifest.release, passages, results);
const offers = offersOf(outcomes);
const usual = defaultState(offers);
const start: RecallStart = {
  manifest,
  outcomes: { path: 'demos/recall/outcomes.json', ...(await contentsOf(JSON.stringify(outcomes))) },
  offers,
  view: viewOf(outcomes, manifest.models, usual),
  results: Object.fromEntries(manifest.results.map((file) => [file.model, file]))
};
const [smallest] = manifest.models.toSorted((a, b) => a.parameters - b.parameters);

const asked: string[] = [];
let refuse = false;

beforeAll(() => {
  const real = window.fetch;
  vi.spyOn(window, 'fetch').mockImplementation(async (...args) => {
    const url = String(args[0] instanceof Request ? args[0].url : args[0]);
    if (!url.endsWith('/outcomes.json')) return real(...args);
    asked.push(url);
    return refuse ? new Response('', { status: 404 }) : Response.json(outcomes);
  });
});
afterEach(() => {
  asked.length = 0;
  refuse = false;
});

const open = () => render(RecallExplorer, { start });
const numbers = (container: Element) =>
  [...container.querySelectorAll('tbody tr')]
    .filter((row) => row.querySelector('button'))
    .map((row) => [...row.querySelectorAll('button')].map((button) => button.textContent.trim()));

test('the usual view stands without a download', async () => {
  const screen = await open();
  expect(numbers(screen.container)).toEqual(
    start.view.rows.map(({ cells }) => cells.map((cell) => shortValue('exact', cell.value)))
  );
  await expect
    .element(screen.getByRole('img', { name: /^Given 32 tokens, the largest model/ }))
    .toBeVisible();
  expect(asked).toEqual([]);
});

test('another measure is counted anew, from the outcomes', async () => {
  const screen = await open();
  await screen.getByRole('combobox', { name: 'Measure' }).selectOptions('longest run');
  await screen.getByRole('combobox', { name: 'Tokens given' }).selectOptions('96');
  const view = viewOf(outcomes, manifest.models, { ...usual, measure: 'run', context: 96 });
  await vi.waitFor(() =>
    expect(numbers(screen.container)).toEqual(
      view.rows.map(({ cells }) => cells.map((cell) => shortValue('run', cell.value)))
    )
  );
  expect(asked).toHaveLength(1);
});

test('where the outcomes do not come it says so, keeps what is there, and tries again', async () => {
  refuse = true;
  const screen = await open();
  const before = numbers(screen.container);
  await screen.getByRole('combobox', { name: 'Tokens given' }).selectOptions('8');
  await expect
    .element(screen.getByRole('alert'))
    .toMatchTextContent('Missing from this site: the list of published outcomes');
  expect(numbers(screen.container)).toEqual(before);
  refuse = false;
  await screen.getByRole('button', { name: 'Load them' }).click();
  await expect.element(screen.getByRole('img', { name: /^Given 8 tokens/ })).toBeVisible();
});

test('a cell is reached by arrow keys, lists its passages, and the model agrees with what was published', async () => {
  const screen = await open();
  const model = manifest.models.findLast(
    ({ data, parameters }) => data === 'raw' && parameters === smallest!.parameters
  )!;
  const at = start.view.rows.findIndex((r) => r.model === model.id);
  const cells = () => screen.container.querySelectorAll<HTMLButtonElement>('tbody tr button');
  await expect.element(screen.getByRole('combobox', { name: 'Measure' })).toBeEnabled();
  cells()[0]!.focus();
  await userEvent.keyboard('{ArrowDown}'.repeat(at) + '{End}{Enter}');
  const column = start.view.columns.at(-1)!;
  const listed = passagesOf(outcomes, usual, { model: model.id, column });
  const list = screen.getByRole('region', { name: 'Passages of the cell' });
  await expect.element(list).toBeVisible();
  const items = list.getByRole('list', { name: 'Passages' }).getByRole('listitem');
  await vi.waitFor(() => expect(items.elements()).toHaveLength(listed.length), { timeout: 20_000 });
  expect(list.element().querySelectorAll('.outcome')[0]!.textContent).toContain(
    listed[0]!.value === 1 ? 'recited' : `${listed[0]!.matched} of 32 tokens right`
  );
  await items.nth(0).getByRole('button').click();
  const outcome = screen.getByRole('region', { name: 'Outcome' });
  await expect.element(outcome).toMatchTextContent(/recorded.*As published: /s);
  // The words that were published stand there before any model runs.
  const row = results.get(model.id)!.find((r) => r.passage === listed[0]!.id && r.context === 32)!;
  const truth = passages.find(({ id }) => id === listed[0]!.id)!.token_ids.slice(32);
  const lead = row.greedy.findIndex((id, i) => id !== truth[i]);
  await expect.element(outcome).toMatchTextContent(`First tokens right ${lead < 0 ? 32 : lead} of 32`);
  await outcome.getByRole('button', { name: 'Run the model on it' }).click();
  await expect
    .element(outcome, { timeout: 50_000 })
    .toMatchTextContent(
      `This agrees with the published outcome: ${listed[0]!.matched} of 32 tokens right from the start`
    );
  expect(document.activeElement?.textContent).toContain('Run the model again');

  await screen.getByRole('button', { name: 'Back to the curves' }).click();
  const last = (at + 1) * start.view.columns.length - 1;
  await vi.waitFor(() => expect(document.activeElement).toBe(cells()[last]), { timeout: 20_000 });
});

test('drawn by keyboard, then compared; nothing is given away before', async () => {
  const screen = await open();
  await screen.getByLabelText('Draw the curve yourself first').click();
  expect(new Set(numbers(screen.container).flat())).toEqual(new Set(['?']));
  await expect.element(screen.getByText(/^What do you expect/)).toBeVisible();
  const show = screen.getByRole('button', { name: 'Show ours' });
  await expect.element(show).toHaveAttribute('aria-disabled', 'true');
  const sliders = screen.getByRole('slider');
  expect(sliders.elements()).toHaveLength(start.view.columns.length);
  const first = sliders.nth(0);
  (first.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(first.element().getAttribute('aria-valuetext')!.replace('\u00a0', ' ')).toBe('10 %');
  await show.click();
  const truth = start.view.rows[0]!.cells[0]!.value;
  await expect
    .element(screen.getByText(/Your drawing was off by/))
    .toMatchTextContent(`off by ${Math.round(100 * Math.abs(truth - 0.1))} percentage points`);
  expect(numbers(screen.container)[0]).toEqual(
    start.view.rows[0]!.cells.map((c) => shortValue('exact', c.value))
  );
  expect(document.activeElement?.textContent).toContain('Your drawing was off by');
});

test('a stroke of the pen draws across the columns; the drawing can be skipped', async () => {
  const screen = await open();
  await screen.getByLabelText('Draw the curve yourself first').click();
  const svg = [...screen.container.querySelectorAll('.pad svg')].find(
    (s) => s.getBoundingClientRect().width > 0
  )!;
  const box = svg.getBoundingClientRect();
  const pen = (type: string, x: number, y: number) =>
    svg.dispatchEvent(
      new PointerEvent(type, {
        clientX: box.left + x * box.width,
        clientY: box.top + y * box.height,
        buttons: 1,
        bubbles: true
      })
    );
  vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => {});
  pen('pointerdown', 0.1, 0.8);
  pen('pointermove', 0.97, 0.2);
  await vi.waitFor(() => expect(svg.querySelectorAll('circle')).toHaveLength(start.view.columns.length), {
    timeout: 20_000
  });
  await screen.getByRole('button', { name: 'Skip the drawing' }).click();
  expect(numbers(screen.container)[0]![0]).not.toBe('?');
});

test('a frame that is to be drawn first gives nothing away until it is asked to', async () => {
  history.replaceState(null, '', '#v=1&draw=yes');
  try {
    const screen = await render(Compact, { start, addressed: true });
    const said = () => screen.container.querySelector('.finding')!.textContent;
    await expect.element(screen.getByRole('button', { name: 'Show ours' })).toBeVisible();
    expect(said()).toMatch(/What do you expect/);
    const copies = screen.getByRole('slider').nth(0);
    (copies.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}');
    expect(screen.container.textContent).not.toMatch(/\d\s?%/);
    await screen.getByRole('button', { name: 'Show ours' }).click();
    await vi.waitFor(() => expect(said()).toMatch(/\d\s?%/));
    expect(document.activeElement?.contains(screen.container.querySelector('.finding'))).toBe(true);
    await expect.element(screen.getByRole('button', { name: 'Show ours' })).not.toBeInTheDocument();
  } finally {
    history.replaceState(null, '', location.pathname + location.search);
  }
});
