// The controls of a demo, found and used as its readers do by keyboard.
import { expectFocus } from './in-view.ts';
import { expect, type Page } from './site.ts';

declare global {
  interface Window {
    nameOfStop: (element: Element) => string;
    /** What had the focus. */
    reached: string[];
  }
}

/** Puts into a page what tells its controls apart. */
export const nameControls = () => {
  window.nameOfStop = (element) => {
    const labels = [...((element as HTMLInputElement).labels ?? [])].map(
      (label) => label.firstChild?.textContent
    );
    const name = element.ariaLabel ?? labels[0] ?? element.textContent;
    const where = element.closest('tr, li, fieldset, [role="group"]');
    const beside = where?.ariaLabel ?? where?.querySelector('legend, th, b')?.textContent ?? '';
    return `${element.localName} ${name.replace(/\s+/g, ' ').trim().slice(0, 60)} (${element.id || beside.trim()})`;
  };
};

/** All that the Tab key must reach in the demos of a page: one of each group of radio buttons, and one of what arrows go through. */
export const stops = () =>
  [
    ...document.querySelectorAll<HTMLElement>(
      '.demo :is(a[href], button, input, select, textarea, summary, [tabindex])'
    )
  ]
    .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled') && element.checkVisibility())
    .filter((element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio' || element.checked) return true;
      const group = document.querySelectorAll<HTMLInputElement>(`input[name="${element.name}"]`);
      return ![...group].some(({ checked }) => checked) && element === group[0];
    })
    .map((element) => window.nameOfStop(element));

/** Keeps in a page what gets the focus from now on. */
export const keepReached = () => {
  window.reached = [];
  addEventListener('focusin', ({ target }) => window.reached.push(window.nameOfStop(target as Element)));
};

/** The control that has the focus: empty outside the demos, null beyond the text of the page. */
export const reached = () => {
  const element = document.activeElement!;
  if (element.closest('.demo')) return window.nameOfStop(element);
  return element.closest('#main') ? '' : null;
};

/** What the focused control is, and how it stands. */
const control = () => {
  const element = document.activeElement as HTMLInputElement;
  const { localName, type, value, checked } = element;
  const composite = element.closest('table, svg, ol, ul, [role="listbox"], [role="group"], .demo')!;
  return {
    kind: localName === 'input' && ['range', 'radio', 'checkbox'].includes(type) ? type : localName,
    stands:
      localName === 'summary'
        ? String((element.parentElement as HTMLDetailsElement).open)
        : `${value} ${checked}`,
    options: localName === 'select' ? (element as unknown as HTMLSelectElement).options.length : 0,
    blocked: element.ariaDisabled === 'true',
    /** What says nothing new when it is pressed again. */
    idle: element.ariaPressed === 'true',
    /** Others that only the arrows reach. */
    roving:
      localName !== 'section' &&
      composite.querySelectorAll(`${localName}[tabindex="-1"]`).length > 0 &&
      element.matches('[tabindex="0"]')
  };
};

/** Whether anything in the page changes. */
const watchChange = () => {
  const page = window as Window & { changed?: boolean };
  page.changed = false;
  const observer = new MutationObserver(() => {
    page.changed = true;
    observer.disconnect();
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
};

/** Lets the page answer. */
export const settle = (page: Page) =>
  page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 20)))
      )
  );

/** Uses the focused control by its keys, and expects it to do something and the focus to be kept. */
export async function operate(page: Page, name: string): Promise<void> {
  const { kind, stands, options, blocked, idle, roving } = await page.evaluate(control);
  const press = async (key: string) => {
    await page.keyboard.press(key);
    await settle(page);
    await expectFocus(page);
  };
  /** Either key: at the end of a scale one of them does nothing. */
  const pressEither = async (...keys: string[]) => {
    for (const key of keys) {
      await press(key);
      if ((await page.evaluate(control)).stands !== stands) return;
    }
    expect(stands, `${name} does nothing by ${keys.join(' and ')}`).toBe('something else');
  };

  if (roving) {
    const from = await page.evaluate(reached);
    let to = from;
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      if (to === from) await press(key);
      to = await page.evaluate(reached);
    }
    expect(to, `the arrows leave ${name}`).not.toBe(from);
  }
  if (blocked) return press('Enter');
  if (kind === 'range') return pressEither('ArrowRight', 'ArrowLeft');
  if (kind === 'select') return options > 1 ? pressEither('ArrowDown', 'ArrowUp') : undefined;
  if (kind === 'checkbox') return pressEither('Space');
  if (kind === 'summary') return pressEither('Enter');
  if (kind === 'radio') {
    await press('ArrowDown');
    expect((await page.evaluate(control)).stands, `${name} is left by the arrow`).not.toBe(stands);
    return;
  }
  if (kind === 'input' || kind === 'textarea') return pressEither('7');
  if (kind !== 'button') return;
  let came = false;
  page.once('download', () => (came = true));
  await page.evaluate(watchChange);
  await press(name.length % 2 ? 'Space' : 'Enter');
  const changed = () => page.evaluate(() => (window as Window & { changed?: boolean }).changed);
  if (!idle) await expect.poll(async () => came || (await changed()), `${name} does something`).toBe(true);
}

/** Uses the control of that number in the demos of a page, wherever the focus is; without what takes models or leaves the page. */
export const use = (number: number) => {
  const controls = [
    ...document.querySelectorAll<HTMLElement>(
      '.demo :is(button, select, summary, input:is([type="range"], [type="checkbox"], [type="radio"]))'
    )
  ].filter((control) => control.checkVisibility() && !control.querySelector('.cost'));
  const control = controls[number];
  if (!control) return false;
  const change = () => {
    for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }));
  };
  if (control instanceof HTMLSelectElement) {
    control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
    change();
  } else if (control instanceof HTMLInputElement && control.type === 'range') {
    control.stepUp();
    change();
  } else control.click();
  return true;
};

/** How the controls of the demos stand. */
export const standing = () =>
  [...document.querySelectorAll<HTMLInputElement>('.demo :is(input, select, textarea, button)')].map(
    ({ localName, value, checked, ariaPressed, ariaDisabled }) =>
      [localName, value, checked && 'checked', ariaPressed === 'true' && 'pressed', ariaDisabled && 'blocked']
        .filter(Boolean)
        .join(' ')
  );
