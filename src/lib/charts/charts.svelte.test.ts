import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import BarChart from './BarChart.svelte';
import LineChart from './LineChart.svelte';
import type { Series } from './types.ts';

const x = { label: 'copies', scale: 'log2' as const, ticks: [1, 2, 4], format: 'count' as const };
const y = { label: 'recited', format: 'percent' as const, domain: [0, 1] as const };
const series: Series[] = [
  {
    id: 'small',
    label: 'Small',
    tone: 0,
    points: [1, 2, 4].map((x, i) => ({ x, y: i / 4, low: i / 8, high: i / 2 }))
  },
  { id: 'large', label: 'Large', tone: 1, dashed: true, points: [1, 2, 4].map((x, i) => ({ x, y: i / 2 })) }
];
const lines = () => render(LineChart, { label: 'Copies matter. More are recited.', x, y, series });

/** The file that a press of the button hands over. */
async function download(button: { click: () => Promise<void> }): Promise<{ name: string; text: string }> {
  let name = '';
  const made = vi.spyOn(URL, 'createObjectURL');
  const pressed = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement
  ) {
    name = this.download;
  });
  try {
    await button.click();
    await vi.waitFor(() => expect(name).not.toBe(''), { timeout: 20_000 });
    return { name, text: await (made.mock.lastCall![0] as Blob).text() };
  } finally {
    made.mockRestore();
    pressed.mockRestore();
  }
}

const say = (text: string | null | undefined) => text?.replaceAll('\u00a0', ' ');

test('a line chart is an image with a text alternative, and its table holds the data', async () => {
  const screen = await lines();
  await expect.element(screen.getByRole('img', { name: 'Copies matter. More are recited.' })).toBeVisible();
  await screen.getByText('The numbers').click();
  const rows = [...screen.container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => say(cell.textContent))
  );
  expect(rows[1]).toEqual(['Small', '2', '25 %', '13 %', '50 %']);
  expect(rows[5]).toEqual(['Large', '4', '100 %', '–', '–']);
  expect(rows).toHaveLength(6);
});

test('the arrow keys read values out: along a line, and over to the next', async () => {
  const screen = await lines();
  const reader = screen.getByRole('slider', { name: 'Values, one by one' });
  await expect.element(reader).toBeEnabled();
  await userEvent.keyboard('{Tab}');
  await expect.element(reader).toHaveFocus();
  const said = () => say(reader.element().getAttribute('aria-valuetext'));
  expect(said()).toBe('Small: 0 % (0 % to 0 %); copies 1');
  await userEvent.keyboard('{ArrowRight}');
  expect(said()).toBe('Small: 25 % (13 % to 50 %); copies 2');
  await userEvent.keyboard('{ArrowDown}');
  expect(said()).toBe('Large: 50 %; copies 2');
  // It is drawn and written as well as said.
  expect(say(screen.container.querySelector('.read')!.textContent)).toBe('Large: 50 %; copies 2');
  expect(screen.container.querySelectorAll('circle.reading').length).toBeGreaterThan(0);
  await userEvent.keyboard('{ArrowUp}{ArrowLeft}');
  expect(said()).toBe('Small: 0 % (0 % to 0 %); copies 1');
});

test('the pointer reads the nearest value out', async () => {
  const screen = await lines();
  const svg = [...screen.container.querySelectorAll('svg')].find((s) => s.getBoundingClientRect().width > 0)!;
  const mark = svg.querySelectorAll('circle.mark')[1]!.getBoundingClientRect();
  svg.dispatchEvent(
    new PointerEvent('pointermove', {
      clientX: mark.x + mark.width / 2 + 3,
      clientY: mark.y + 2,
      bubbles: true
    })
  );
  await vi.waitFor(() =>
    expect(say(screen.container.querySelector('.read')!.textContent)).toBe(
      'Small: 25 % (13 % to 50 %); copies 2'
    )
  );
});

test('the drawing that is out of sight follows: after a pause, and at once when the page is printed', async () => {
  const screen = await lines();
  const last = (value: number): Series[] => [
    { id: 'small', label: 'Small', points: [1, 2, 4].map((x) => ({ x, y: value })) }
  ];
  const drawn = (frame: string) =>
    say(screen.container.querySelector(`svg.${frame} .name .value`)!.textContent);
  await screen.rerender({ series: last(0.25) });
  await vi.waitFor(() => expect([drawn('narrow'), drawn('wide')]).toEqual(['25 %', '25 %']), {
    timeout: 20_000
  });
  await screen.rerender({ series: last(0.75) });
  window.dispatchEvent(new Event('beforeprint'));
  expect([drawn('narrow'), drawn('wide')]).toEqual(['75 %', '75 %']);
});

test('the CSV file holds the values in full', async () => {
  const screen = await lines();
  await screen.getByText('The numbers').click();
  const { name, text } = await download(screen.getByRole('button', { name: 'Download as CSV' }));
  expect(name).toBe('copies-matter-more-are-recited.csv');
  expect(text.split('\n').slice(0, 4)).toEqual([
    '# Copies matter. More are recited.',
    'series,copies,recited,from,to',
    'Small,1,0,0,0',
    'Small,2,0.25,0.125,0.5'
  ]);
});

test('the SVG file stands by itself: its title, source and licence as text, no variable, no class, its font inside, light', async () => {
  const figure = document.createElement('figure');
  figure.id = 'fig-copies';
  figure.innerHTML =
    '<figcaption>More copies, more recited</figcaption><div></div><p class="source">Source:\n our release 2026-12.</p>';
  document.body.append(figure);
  const screen = await render(LineChart, {
    target: figure.querySelector('div')!,
    props: { label: 'Copies matter. More are recited.', x, y, series }
  });
  await screen.getByText('The numbers').click();
  const { text } = await download(screen.getByRole('button', { name: 'Download as SVG' }));
  const file = new DOMParser().parseFromString(text, 'image/svg+xml');
  expect(file.querySelector('parsererror')).toBeNull();
  expect(file.querySelector('title')!.textContent).toBe('Copies matter. More are recited.');
  expect(text).not.toMatch(/var\(|light-dark|class=/);
  expect(text).toContain("src:url('data:font/woff2;base64,");
  // The largest model's line in the light theme's colour.
  const strokes = [...file.querySelectorAll('path')].map((path) => path.style.stroke);
  expect(strokes).toContain('rgb(44, 18, 67)');
  const written = [...file.querySelectorAll('text')].map((text) => say(text.textContent)!);
  expect(written.slice(-3)).toEqual([
    'More copies, more recited',
    'Source: our release 2026-12.',
    expect.stringMatching(/^Verbatim, CC BY 4\.0, http.*#fig-copies$/)
  ]);
  // All of it is within the paper, and nothing of it over the drawing.
  const root = document.body.appendChild(document.importNode(file.documentElement, true)) as unknown;
  const { x: left, y: top, width, height } = (root as SVGSVGElement).viewBox.baseVal;
  const boxes = [...(root as SVGSVGElement).querySelectorAll('text')].map((text) => text.getBBox());
  for (const box of boxes) {
    expect(box.x).toBeGreaterThanOrEqual(left);
    expect(box.y).toBeGreaterThanOrEqual(top);
    expect(box.x + box.width).toBeLessThanOrEqual(left + width);
    expect(box.y + box.height).toBeLessThanOrEqual(top + height);
  }
  const [heading, source] = boxes.slice(-3);
  expect(heading!.y + heading!.height).toBeLessThanOrEqual(0);
  expect(source!.y).toBeGreaterThanOrEqual(Math.max(...boxes.slice(0, -3).map((box) => box.y + box.height)));
  (root as SVGSVGElement).remove();
  figure.remove();
});

test('of several drawings in one figure each file says which it is; one without a figure says what it shows', async () => {
  const figure = document.createElement('figure');
  figure.innerHTML = '<figcaption>Two of them</figcaption><div class="chart"></div><div></div>';
  document.body.append(figure);
  const props = { label: 'The second.', x, y, series };
  for (const [target, above] of [
    [figure.querySelector('div:last-child')!, ['Two of them', 'The second.']],
    [document.body, ['The second.']]
  ] as const) {
    const screen = await render(LineChart, {
      target: target.appendChild(document.createElement('div')),
      props
    });
    await screen.getByText('The numbers').click();
    const { text } = await download(screen.getByRole('button', { name: 'Download as SVG' }));
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    const written = [...file.querySelectorAll('text')].map((text) => say(text.textContent)!);
    expect(written.slice(-1 - above.length, -1)).toEqual(above);
    await screen.unmount();
  }
  figure.remove();
});

test('a bar chart prints every value, and its table holds the data', async () => {
  const screen = await render(BarChart, {
    label: 'Bars',
    value: { label: 'share', format: 'percent' },
    rows: [
      { label: 'one', value: 0.5, group: 'G' },
      { label: 'two', value: null, group: 'G', strong: true }
    ]
  });
  await expect.element(screen.getByRole('img', { name: 'Bars' })).toBeVisible();
  const values = [...screen.container.querySelectorAll('svg.wide .value')].map((v) => say(v.textContent));
  expect(values).toEqual(['50 %', 'not measured']);
  await screen.getByText('The numbers').click();
  const rows = [...screen.container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => say(cell.textContent))
  );
  expect(rows).toEqual([
    ['G', 'one', '50 %'],
    ['G', 'two', '–']
  ]);
});

test('where nothing was measured a chart says so, and draws no empty axes', async () => {
  const points = [{ x: 1, y: null }];
  for (const screen of [
    await render(LineChart, { label: 'Lines', x, y, series: [{ id: 'a', label: 'A', points }] }),
    await render(BarChart, { label: 'Bars', value: y, rows: [{ label: 'A', value: null }] })
  ]) {
    const drawings = [...screen.container.querySelectorAll('svg[role="img"]')];
    expect(drawings.map(({ textContent }) => textContent.trim())).toEqual(
      drawings.map(() => 'Nothing was measured here.')
    );
    expect(drawings.flatMap((svg) => [...svg.querySelectorAll('line, path')])).toEqual([]);
  }
});
