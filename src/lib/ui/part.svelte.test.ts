import { createRawSnippet, mount, tick, unmount, type Snippet } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import Part from './Part.svelte';

let broken = false;

/** A part that throws while `broken`, when it is made. */
const fragile = createRawSnippet(() => ({
  render: () => {
    if (broken) throw new Error('broken');
    return '<p class="alive">alive</p>';
  }
})) as Snippet;

const target = document.createElement('div');

beforeEach(() => {
  broken = true;
  document.body.append(target);
  const served = document.createElement('div');
  served.innerHTML =
    '<p>As it was served, <a href="#there">a link</a>.</p><button>Press</button><form action="search/"><input name="q"></form>';
  window.boot = {
    arrive: (get) => get(),
    served: () => served,
    alive: () => {},
    fallen: () => {}
  };
});

afterEach(() => {
  target.replaceChildren();
  delete window.boot;
});

test('a part that throws shows what was served, says so, and tries again', async () => {
  const part = mount(Part, { target, props: { name: 'demo', children: fragile } });
  await tick();
  expect(target.querySelector('.served')?.textContent).toContain('As it was served');
  expect(target.querySelector('a')?.getAttribute('href')).toBe('#there');
  expect(target.querySelector<HTMLButtonElement>('.served > button')?.disabled).toBe(true);
  expect(target.querySelector<HTMLInputElement>('form input')?.disabled, 'works without script').toBe(false);
  expect(target.querySelector('.failed')?.textContent).toContain(
    'This demo failed; you see it as it was served.'
  );

  target.querySelector<HTMLButtonElement>('.failed button')!.click();
  await expect.poll(() => target.querySelector('.failed')?.textContent).toContain('This demo failed');
  broken = false;
  target.querySelector<HTMLButtonElement>('.failed button')!.click();
  await expect.poll(() => target.querySelector('.alive')?.textContent).toBe('alive');
  expect(target.querySelector('.served')).toBeNull();
  await unmount(part);
});

test('within a sentence nothing is said beside what was served', async () => {
  const part = mount(Part, { target, props: { inline: true, children: fragile } });
  await tick();
  expect(target.querySelector('span.served')?.textContent).toContain('As it was served');
  expect(target.querySelector('.failed')).toBeNull();
  await unmount(part);
});

test('what was never served is said to have failed', async () => {
  delete window.boot;
  const part = mount(Part, { target, props: { name: 'figure', children: fragile } });
  await tick();
  expect(target.querySelector('.failed')?.textContent?.trim()).toMatch(/^This figure failed\.\s+Try again$/);
  await unmount(part);
});
