// Whether a reader sees an answer beside what they press.
import type { Locator } from '@playwright/test';
import { expect, type Page } from './site.ts';

/** The two screens on which every answer must be in view. */
export const SCREENS = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 }
] as const;

/** Expects a control and the answer to it to stand on the screen whole, once the control is scrolled to. */
export async function expectInView(page: Page, control: Locator, answer: Locator): Promise<void> {
  await control.scrollIntoViewIfNeeded();
  const { height } = page.viewportSize()!;
  for (const element of [control, answer])
    await expect
      .poll(async () => {
        const box = (await element.boundingBox())!;
        return box.y >= 0 && box.y + box.height <= height;
      })
      .toBe(true);
}

/** Expects the focus to stand on an element, and not on the page, after it may have been dropped. */
export const expectFocus = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.activeElement?.localName ?? 'none')).not.toBe('body');
