// What a reader does on a page under test, and what the page answers: the same in a frame as on its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Frame } from 'playwright';
import { parseManifest } from '#lib/release/manifest.ts';
import { buildFolder } from '../pages.ts';
import type { VisitName } from './faults.ts';

const manifest = parseManifest(JSON.parse(readFileSync(join(buildFolder, 'lab', 'manifest.json'), 'utf8')));
/** The model that readers of these tests ask: the smallest download. */
export const model = manifest.models
  .filter(({ data }) => data === 'raw')
  .reduce((a, b) => (a.parameters < b.parameters ? a : b));
export const PREFIX = 'Fellow-citizens of the Senate and House of Representatives';

const SENTENCE = 'My aunt keeps her passport in the flour, behind the blue tin with the cracked lid.';

export interface Visit {
  /** The page's path from the top of the site. */
  path: string;
  /** The path in a frame, where that is another one. */
  framed?: string;
  /** What the reader does once the page is there. */
  act?: (frame: Frame) => Promise<unknown>;
  /** What the page answers by then, as a text; empty where it has none yet. Nothing half-done counts. */
  answer?: (frame: Frame) => Promise<string>;
}

/** Long enough for a page to come alive on a busy machine. */
const alive = { timeout: 60_000 };

const completion = (frame: Frame) => frame.getByRole('region', { name: 'Completion', exact: true });
const completeButton = (frame: Frame) => frame.getByRole('button', { name: 'Complete', exact: true });

/** The words of a live completion, whole or not; empty where none is shown. */
export async function liveWords(frame: Frame): Promise<string> {
  const region = completion(frame);
  const origin = await region.locator('.origin').allInnerTexts();
  if (!origin.some((text) => text.startsWith('live'))) return '';
  return (
    await region
      .getByRole('listbox', { name: /^Tokens/ })
      .getByRole('option')
      .allInnerTexts()
  ).join('');
}

/** All texts of a place that may not be there. */
const textOf = async (frame: Frame, selector: string) =>
  (await frame.locator(selector).allInnerTexts()).join(' | ');

/** Each visit by its name in the matrix. */
export const VISITS: Record<VisitName, Visit> = {
  chapter: { path: 'introduction/' },
  'demo page': {
    path: 'demos/playground/',
    framed: 'embed/playground/?view=full'
  },
  completion: {
    path: 'demos/playground/',
    framed: 'embed/playground/?view=full',
    act: async (frame) => {
      await frame.getByLabel('Model').selectOption(model.id, alive);
      await frame.getByRole('textbox', { name: 'Prefix' }).fill(PREFIX, alive);
      await completeButton(frame).click(alive);
    },
    answer: async (frame) => {
      const origin = () => textOf(frame, '.origin');
      const done = completion(frame)
        .getByRole('listbox', { name: /^Tokens/ })
        .getByRole('option');
      if ((await origin()) !== 'live' || (await done.count()) < 32) return '';
      return liveWords(frame);
    }
  },
  recorded: {
    path: 'demos/playground/',
    framed: 'embed/playground/?view=full',
    act: (frame) => frame.getByLabel('Model').selectOption(model.id, alive),
    answer: async (frame) => {
      const region = completion(frame);
      const old = (await region.locator('.stale').count()) > 0;
      if (old || !(await region.innerText()).includes(model.label)) return '';
      const words = region.getByRole('listbox', { name: /^Tokens/ }).getByRole('option');
      return (await words.allInnerTexts()).join('');
    }
  },
  map: {
    path: 'demos/recall/',
    framed: 'embed/recall/?view=full',
    act: (frame) => frame.getByLabel('Tokens given').selectOption('96', alive),
    answer: async (frame) =>
      (await frame.locator('.views.stale').count()) > 0 ? '' : textOf(frame, '.map tbody')
  },
  cell: {
    path: `demos/recall/#v=1&model=${model.id}&copies=128&context=64`,
    framed: `embed/recall/?view=full#v=1&model=${model.id}&copies=128&context=64`,
    act: async (frame) => {
      const first = frame.locator('[aria-label="Passages"] li button').first();
      const alert = frame.getByRole('alert');
      await expect.poll(async () => (await first.count()) + (await alert.count()), alive).toBeGreaterThan(0);
      if ((await first.count()) > 0) await first.click(alive);
    },
    answer: async (frame) =>
      /First tokens right\s*\d+ of \d+/.exec(
        (await frame.getByRole('region', { name: 'Outcome' }).allInnerTexts()).join(' ')
      )?.[0] ?? ''
  },
  work: {
    path: 'demos/whole-work/',
    framed: 'embed/whole-work/?view=full',
    act: async (frame) => {
      await frame.getByRole('combobox', { name: 'Chapter' }).selectOption({ index: 1 }, alive);
    },
    answer: async (frame) => {
      const waiting = (await textOf(frame, '.finding')).includes('nothing yet');
      return waiting ? '' : textOf(frame, '[aria-label="Chapter"] .box');
    }
  },
  attack: {
    path: 'demos/extraction/',
    framed: 'embed/extraction/?view=full',
    act: async (frame) => {
      await frame.getByRole('button', { name: 'Close the corpus and accuse' }).click(alive);
    },
    answer: async (frame) => {
      // The last of those that are shown at first.
      const closed = await frame.getByRole('button', { name: 'Accuse sample 5', exact: true }).count();
      return closed ? textOf(frame, '.suspects ol') : '';
    }
  },
  'sent text': {
    path: `demos/coder/#v=1&model=${model.id}`,
    framed: `embed/coder/?view=full#v=1&model=${model.id}`,
    act: (frame) => frame.getByRole('button', { name: 'Send', exact: true }).click(alive),
    answer: (frame) => textOf(frame, ':text("The bytes are those that we recorded."):not(:has(*))')
  },
  lesson: {
    path: 'demos/teach/',
    framed: 'embed/teach/?view=full',
    act: async (frame) => {
      await frame.getByRole('textbox', { name: 'Your sentence' }).fill(SENTENCE, alive);
      await frame.getByRole('button', { name: 'Read it once', exact: true }).click(alive);
    },
    answer: async (frame) => {
      // The code for a class, which comes later, holds a number drawn by chance.
      const [answer] = (await textOf(frame, '[aria-label="Answer"]')).split(/\s*Code of this lesson/);
      return answer!.includes('after 1 reading') && !answer!.includes('live, reading') ? answer! : '';
    }
  },
  'found phrase': {
    path: 'corpus/',
    act: async (frame) => {
      await frame.getByRole('textbox').fill('Call me Ishmael', alive);
      await frame.getByRole('textbox').press('Enter');
    },
    answer: (frame) => textOf(frame, ':text("It appears 128 times")')
  },
  definition: {
    path: 'demos/definition-bench/',
    framed: 'embed/definition-bench/?view=full',
    act: (frame) => frame.getByRole('button', { name: 'Too loose (ours)' }).click(alive),
    answer: async (frame) =>
      (await frame.locator('main .stale').count()) > 0
        ? ''
        : (await frame.getByText(/^By this definition/).allInnerTexts()).join(' ')
  },
  search: {
    path: 'search/?q=eidetic',
    answer: (frame) => textOf(frame, 'main li a')
  }
};
