// What is done in each engine. Everything within `engine.run` runs in the page.
import assert from 'node:assert/strict';
import type { Engine } from './engine.ts';

/** Waits in the page until a selector matches, and gives the text of the first match. */
async function seen(engine: Engine, selector: string, text = ''): Promise<string> {
  return engine.run(
    async (selector, text, until) => {
      for (const end = Date.now() + until; Date.now() < end; await new Promise((r) => setTimeout(r, 100)))
        for (const element of document.querySelectorAll<HTMLElement>(selector))
          if (element.innerText.includes(text)) return element.innerText;
      const alerts = [...document.querySelectorAll('[role="alert"]')].map((alert) => alert.textContent);
      throw new Error(`not seen: ${selector} ${text}; said: ${alerts.join(' ')}`);
    },
    selector,
    text,
    45_000
  );
}

const alive = (engine: Engine) => seen(engine, 'html[data-live] body');

/** Presses the first control that matches a selector and has a name. */
const press = (engine: Engine, selector: string, name = '') =>
  engine.run(
    (selector, name) => {
      const found = [...document.querySelectorAll<HTMLElement>(selector)].find(
        (element) => !name || element.innerText.trim().split('\n')[0]!.startsWith(name)
      );
      if (!found) throw new Error(`nothing to press: ${selector} ${name}`);
      found.scrollIntoView({ block: 'center' });
      found.focus();
      found.click();
    },
    selector,
    name
  );

/** The tokens of the completion on the page. */
const tokens = (engine: Engine) =>
  engine.run(() =>
    [...document.querySelectorAll<HTMLElement>('section[aria-label="Completion"] [role="option"]')].map(
      (token) => token.textContent
    )
  );

export const JOURNEYS: Record<string, (engine: Engine, site: string) => Promise<void>> = {
  'the playground completes, in the words of the record': async (engine, site) => {
    await engine.open(`${site}demos/playground/`);
    await alive(engine);
    await seen(engine, '.origin', 'recorded');
    const recorded = await tokens(engine);
    assert.ok(recorded.length >= 16, `a record of ${recorded.length} tokens`);
    await press(engine, 'button', 'Complete');
    await seen(engine, '.origin', 'live');
    await engine.run(
      async (count, until) => {
        const done = () =>
          document.querySelector<HTMLElement>('.origin')?.innerText === 'live' &&
          document.querySelectorAll('section[aria-label="Completion"] [role="option"]').length >= count;
        for (const end = Date.now() + until; !done(); await new Promise((r) => setTimeout(r, 100)))
          if (Date.now() > end) throw new Error('the completion does not end');
      },
      recorded.length,
      45_000
    );
    assert.deepEqual(await tokens(engine), recorded);
    // Its place in the training text is told.
    await seen(engine, 'section[aria-label="Completion"]', 'Moby-Dick');
  },
  'the recall explorer gives its map for another prompt, and the passages of a cell': async (
    engine,
    site
  ) => {
    await engine.open(`${site}demos/recall/`);
    await alive(engine);
    const numbers = () => engine.run(() => document.querySelector<HTMLElement>('table.map tbody')!.innerText);
    const before = await numbers();
    await engine.run(() => {
      const select = [...document.querySelectorAll('label')]
        .find((label) => label.textContent.includes('Tokens given'))!
        .parentElement!.querySelector('select')!;
      const option = [...select.options].find(({ label }) => label.trim().startsWith('96'))!;
      select.value = option.value;
      select.dispatchEvent(new Event('input', { bubbles: true }));
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await engine.run(
      async (before, until) => {
        const now = () => document.querySelector<HTMLElement>('table.map tbody')!.innerText;
        for (const end = Date.now() + until; now() === before; await new Promise((r) => setTimeout(r, 100)))
          if (Date.now() > end) throw new Error('the map stays as it was');
      },
      before,
      30_000
    );
    assert.notEqual(await numbers(), before);
    await press(engine, 'table.map tbody tr:first-child td:last-child button');
    await seen(engine, '[aria-label="Passages"] li');
    await press(engine, '[aria-label="Passages"] li button');
    await seen(engine, '[aria-label="Outcome"]', 'First tokens right');
  },
  'a chapter: its text, a figure, a question to be guessed': async (engine, site) => {
    await engine.open(`${site}introduction/`);
    await alive(engine);
    const { words, figure, wide } = await engine.run(() => ({
      words: document.querySelector('main')!.innerText.split(/\s+/).length,
      figure: document.querySelector('figure, .predict, .prose svg')!.getBoundingClientRect().height,
      wide: document.documentElement.scrollWidth - innerWidth
    }));
    assert.ok(words > 2000, `${words} words`);
    assert.ok(figure > 50, `a figure of ${figure} px`);
    assert.ok(wide <= 0, `${wide} px too wide`);
    await seen(engine, '.predict .waiting', 'Guess first');
    await press(engine, '.predict input');
    await seen(engine, '.predict .said b');
    assert.equal(await engine.run(() => document.querySelectorAll('.predict .waiting').length), 0);
    // A card opens on focus.
    await engine.run(() => document.querySelector<HTMLElement>('.prose a[href^="#ref-"]')!.focus());
    await seen(engine, '[role="tooltip"]:not([hidden])');
  }
};
