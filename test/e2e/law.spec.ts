// The cases, their timeline, the balance of factors and the map of stages, as a reader uses them.
import { expect, test, type Page } from './site.ts';

const card = (page: Page) => page.getByRole('region', { name: 'Chosen event' });
const event = (page: Page, name: RegExp) => page.getByRole('link', { name }).locator('visible=true').first();
/** Script runs once the controls can be used. */
const timelineReady = (page: Page) => expect(page.getByLabel('Show', { exact: true })).toBeEnabled();
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 }
];
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

const balanceReady = (page: Page) => expect(page.getByLabel('Start from a real case')).toBeEnabled();

test.describe('case timeline', () => {
  test('a pressed event opens its card, and the link leads others to it', async ({ page, context }) => {
    await page.goto('/demos/case-timeline/');
    await timelineReady(page);
    await expect(card(page)).toContainText('Bartz');
    await event(page, /^GEMA: memorized lyrics/).click();
    await expect(card(page)).toContainText('Memorization in the parameters of the model is a reproduction.');
    await expect(card(page)).toContainText('as of 2 October 2026');
    await expect(page).toHaveURL(/#v=1&event=gema-2025-11$/);

    for (const path of ['demos', 'embed']) {
      const other = await context.newPage();
      await other.goto(`/${path}/case-timeline/#v=1&event=gema-2025-11`);
      await expect(card(other)).toContainText('is a reproduction');
      await other.close();
    }
  });

  for (const width of [390, 1280]) {
    test(`the keyboard goes through events in time, at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto('/demos/case-timeline/#v=1&event=kadrey-2025-06');
      await timelineReady(page);
      await expect(card(page)).toContainText('Kadrey: fair use on this record');
      await event(page, /^Kadrey: fair use/).focus();
      await page.keyboard.press('ArrowLeft');
      await expect(card(page)).toContainText('Bartz: training fair');
      await expect(event(page, /^Bartz: training fair/)).toBeFocused();
      await page.keyboard.press('Home');
      await expect(card(page)).toContainText('Programmers sue over Copilot');
      await page.keyboard.press('End');
      await expect(card(page)).toContainText('LAION: decision announced');
      await page.keyboard.press('Escape');
      await expect(card(page)).toHaveText('Choose an event to read what was said.');
    });
  }

  test('filters, years and the table say the same; nothing to show is said', async ({ page }) => {
    await page.goto('/demos/case-timeline/');
    await timelineReady(page);
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'outside the US' });
    await expect(event(page, /^Getty: leave to appeal/)).toBeVisible();
    await expect(page.getByRole('link', { name: /^Kadrey: fair use/ })).toHaveCount(0);
    await page.getByRole('button', { name: 'Table' }).click();
    await expect(page.getByRole('table')).toContainText('GEMA v. OpenAI');
    await expect(page.getByRole('table')).not.toContainText('Kadrey v. Meta');
    await page.getByRole('button', { name: 'precedents, since 1984' }).click();
    await expect(page.getByText('No precedent here comes under “outside the US”')).toBeVisible();
    await expect(page).toHaveURL(/part=precedents/);
  });

  for (const size of SIZES) {
    test(`the card of a pressed event is in view, and closing it keeps the focus, at ${size.width} px`, async ({
      page
    }) => {
      await page.setViewportSize(size);
      await page.goto('/demos/case-timeline/');
      for (const name of [
        /^Programmers sue over Copilot/,
        /^GEMA: memorized lyrics/,
        /^Replies due, by the schedule/
      ]) {
        await event(page, name).locator('text').click();
        await expect(event(page, name).locator('text')).toBeInViewport();
        await expect(card(page).getByRole('heading', { name })).toBeInViewport({ ratio: 1 });
      }
      await card(page).getByRole('button', { name: 'Close' }).click();
      await expect(event(page, /^Replies due, by the schedule/)).toBeFocused();
      await page.getByRole('button', { name: 'Table' }).click();
      await page.goto('/demos/case-timeline/#v=1&event=gema-2025-11&view=table');
      await card(page).getByRole('button', { name: 'Close' }).click();
      await expect(card(page)).toBeFocused();
    });

    test(`how many are shown is said beside the controls, at ${size.width} px`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.goto('/demos/case-timeline/');
      const count = page.getByRole('status').filter({ hasText: /shown\.$|^No precedent/ });
      await expect(count).toHaveText(/^\d\d events are shown\.$/);
      const all = await count.innerText();
      const show = page.getByLabel('Show', { exact: true });
      for (const label of ['outside the US', 'memorization and outputs']) {
        await show.selectOption({ label });
        await expect(count).toHaveText(/^\d\d? events are shown\.$/);
        await expect(count).not.toHaveText(all);
        await expect(count).toBeInViewport({ ratio: 1 });
      }
      await page.getByRole('button', { name: 'Start over' }).click();
      await expect(count).toHaveText(all);
      expect(await focused(page)).toBe('BUTTON');
    });
  }

  test('in a frame: one event at a time, to both ends, by keyboard', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 560 });
    await page.goto('/embed/case-timeline/');
    await expect(card(page)).toContainText('Bartz: training fair');
    const [earlier, later] = ['Earlier', 'Later'].map((name) => page.getByRole('button', { name }));
    await earlier!.focus();
    await page.keyboard.press('Enter');
    await expect(card(page)).not.toContainText('Bartz: training fair');
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'outside the US' });
    const [, all] = (await page.getByText(/^\d+ of \d+$/).innerText()).split(' of ').map(Number);
    await later!.focus();
    for (let i = 0; i < all!; i += 1) await page.keyboard.press('Enter');
    await expect(page.getByText(`${all} of ${all}`, { exact: true })).toBeVisible();
    await expect(later!).toHaveAttribute('aria-disabled', 'true');
    await expect(later!).toBeFocused();
  });

  test('a stale link is told what it could not do, and loses nothing else', async ({ page }) => {
    await page.goto('/demos/case-timeline/#v=9&event=nobody-1999&show=memorization&view=%F0%9F%99%82');
    await timelineReady(page);
    const complaint = page.getByText('There is no event “nobody-1999” here.');
    await expect(complaint).toContainText('version “9”');
    await expect(complaint).toContainText('“view” cannot be “🙂”');
    await expect(page.getByLabel('Show', { exact: true })).toHaveValue('memorization');
  });
});

test.describe('factor balance', () => {
  test('opens on one fact changed, says what that moves, and goes back', async ({ page }) => {
    await page.goto('/demos/factor-balance/');
    await balanceReady(page);
    const change = page.getByText(/^Bartz: training the models\. Changed/);
    await expect(change).toContainText('on factors 1, 3 and 4.');
    const market = page.getByRole('region', { name: '4. Effect on the market' });
    await expect(market).toContainText('this would be a different case');
    await page.getByRole('button', { name: 'Its real facts' }).click();
    await expect(page.getByText('These are the facts of the real case.')).toBeVisible();
    await expect(market).not.toContainText('this would be a different case');
    await expect(page).toHaveURL(/#v=1&case=bartz-training$/);
  });

  test('the same facts, argued both ways, under a link', async ({ page }) => {
    await page.goto(`/demos/factor-balance/#v=1&case=kadrey-training&harm=dilution-shown`);
    await balanceReady(page);
    await expect(page.getByLabel('What evidence is there of harm?')).toHaveValue('dilution-shown');
    const market = page.getByRole('region', { name: '4. Effect on the market' });
    await expect(market).toContainText('does not displace the works in the way that counts');
    await expect(market).toContainText('floods the market with similar works harms it');
  });

  for (const size of SIZES) {
    test(`what a change of any fact does is in view with the fact, at ${size.width} px`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.goto('/demos/factor-balance/');
      await balanceReady(page);
      const change = page.getByText(/^Bartz: training the models\. Changed/);
      const facts = page.locator('select').filter({ has: page.locator('option', { hasText: 'left open' }) });
      expect(await facts.count()).toBe(8);
      for (const fact of await facts.all()) {
        const before = await change.innerText();
        await fact.scrollIntoViewIfNeeded();
        await fact.focus();
        const options = await fact
          .locator('option')
          .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
        await fact.selectOption(options.find((option) => option !== '')!);
        if ((await change.innerText()) === before) await fact.selectOption('');
        await expect(change).not.toHaveText(before);
        await expect(change).toBeInViewport({ ratio: 1 });
        await expect(fact).toBeInViewport({ ratio: 1 });
        await expect(fact).toBeFocused();
        const [said, control] = [await change.boundingBox(), await fact.boundingBox()];
        expect(said!.y + said!.height <= control!.y || control!.y + control!.height <= said!.y).toBe(true);
      }
      await page.getByRole('button', { name: 'Its real facts' }).click();
      await expect(page.getByText('These are the facts of the real case.')).toBeInViewport({ ratio: 1 });
      expect(await focused(page)).toBe('BUTTON');
      await page.getByRole('button', { name: 'Start over' }).click();
      await expect(change).toContainText('on factors 1, 3 and 4.');
    });
  }

  test('in a frame: one fact to change, and what that moves on each factor', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 560 });
    await page.goto('/embed/factor-balance/#v=1&case=kadrey-training&harm=dilution-shown');
    await balanceReady(page);
    const harm = page.getByLabel('What evidence is there of harm?');
    await expect(harm).toHaveValue('dilution-shown');
    await expect(page.getByLabel('How much comes out, to users?')).toHaveCount(0);
    await expect(page.getByText(/^Changed: the evidence of harm\./)).toBeInViewport({ ratio: 1 });
    const market = page.getByText(/^4\. Effect on the market: .* comes? in/);
    await expect(market).toBeInViewport();
    await market.click();
    await expect(page.getByText('floods the market with similar works harms it')).toBeVisible();
    await page.goto('about:blank');
    await page.goto('/embed/factor-balance/');
    await page.getByLabel('How much comes out, to users?').selectOption({ label: 'nothing' });
    await expect(page.getByText('These are the facts of the real case.')).toBeInViewport({ ratio: 1 });
    await expect(page.getByText('no change')).toHaveCount(4);
  });

  test('facts can be left open, and a link that asks for too much says so', async ({ page }) => {
    await page.goto('/demos/factor-balance/#v=1&case=nobody&shown=everything&purpose=open');
    await balanceReady(page);
    await expect(page.getByText('There is no case “nobody” here')).toContainText(
      '“shown” cannot be “everything”'
    );
    await expect(page.getByLabel('What are the copies for?')).toHaveValue('');
    await page.getByLabel('What kind of work is it?').selectOption({ label: 'not yet published' });
    await expect(page.getByText('Say what the copies are for').first()).toBeVisible();
    await page
      .getByLabel('What are the copies for?')
      .selectOption({ label: 'for what the work itself is for' });
    await expect(page.getByRole('region', { name: '2. Nature of the work' })).toContainText(
      'authors decide whether and when their works appear'
    );
  });

  test('never gives a score', async ({ page }) => {
    await page.goto('/demos/factor-balance/');
    await balanceReady(page);
    await expect(page.getByText('It predicts nothing and adds nothing up')).toBeVisible();
    await expect(page.locator('progress, meter')).toHaveCount(0);
  });
});

test.describe('supply-chain map', () => {
  for (const size of SIZES) {
    test(`a chosen stage is told in view, by mouse and by keyboard, at ${size.width} px`, async ({
      page
    }) => {
      await page.setViewportSize(size);
      await page.goto('/demos/supply-chain-map/');
      const stages = page.getByRole('radio');
      await expect(stages).toHaveCount(8);
      const told = page.getByRole('group', { name: /^\d/ });
      for (let i = 0; i < 8; i += 1) {
        await stages.nth(i).check();
        await expect(told).toHaveAccessibleName(new RegExp(`^${i + 1} `));
        await expect(page.getByRole('status').filter({ hasText: `${i + 1} ` })).toBeInViewport({ ratio: 1 });
        await expect(stages.nth(i)).toBeInViewport();
      }
      await page.keyboard.press('ArrowUp');
      await expect(stages.nth(6)).toBeFocused();
      await expect(told).toHaveAccessibleName(/^7 /);
      await expect(page).toHaveURL(/#v=1&stage=generation$/);
      await page.getByRole('button', { name: 'Start over' }).click();
      await expect(told).toHaveAccessibleName(/^4 /);
      expect(await focused(page)).toBe('BUTTON');
    });
  }
});

for (const demo of ['case-timeline', 'factor-balance', 'supply-chain-map']) {
  test(`${demo} needs no scrolling sideways, at 320 px and with a font of 24 px`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of ['demos', 'embed']) {
      await page.goto(`/${path}/${demo}/`);
      const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await sideways(), path).toBeLessThanOrEqual(0);
      // The root is 1.1875 times the browser's font.
      await page.evaluate(() => (document.documentElement.style.fontSize = '28.5px'));
      expect(await sideways(), `${path}, 24 px`).toBeLessThanOrEqual(0);
    }
  });
}

test.describe('the list of cases', () => {
  test('is filtered by topic and by words, and shows what a link asks for all the same', async ({ page }) => {
    await page.goto('/cases/');
    const show = page.getByLabel('Show', { exact: true });
    await show.selectOption({ label: 'outside the US' });
    const entry = (name: string) => page.getByRole('heading', { level: 3, name });
    await expect(entry('GEMA v. OpenAI')).toBeVisible();
    await expect(entry('Kadrey v. Meta')).toBeHidden();
    await page.getByLabel('Name, judge, docket number, court or words').fill('munich   LYRICS');
    await expect(page.getByText(/^1 of \d+ entries$/)).toBeVisible();
    await page.getByLabel('Name, judge, docket number, court or words').fill('عدالة 🙂');
    await page.getByRole('button', { name: /^Show all/ }).click();
    await expect(entry('Kadrey v. Meta')).toBeVisible();
    await show.selectOption({ label: 'outside the US' });
    await page.evaluate(() => {
      location.hash = 'bartz-2025-06';
    });
    await expect(entry('Bartz v. Anthropic')).toBeVisible();
  });
});

test.describe('what a clerk asks of a case', () => {
  const found = (page: Page) => page.getByRole('heading', { level: 3 }).locator('visible=true');
  const words = 'Name, judge, docket number, court or words';

  test('it is found by judge, docket number and court', async ({ page }) => {
    await page.goto('/cases/');
    for (const [asked, name] of [
      ['chhabria', 'Kadrey v. Meta'],
      ['25-2153', 'Thomson Reuters v. Ross Intelligence'],
      ['510 u.s. 569', 'Campbell v. Acuff-Rose Music'],
      ['c.d. cal.', 'Disney and Universal v. Midjourney']
    ] as const) {
      await page.getByLabel(words).fill(asked);
      await expect(found(page)).toHaveCount(1);
      await expect(found(page)).toContainText(name);
    }
  });

  test('its citation is copied in one press', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/cases/');
    await page.locator('#campbell-1994').getByRole('button', { name: 'Copy citation' }).click();
    await expect(page.locator('#campbell-1994').getByRole('status')).toHaveText('Copied.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'Campbell v. Acuff-Rose Music, Inc., 510 U.S. 569, 578–94 (1994).'
    );
  });

  test('a ruling that was overtaken says by which, and all of it comes as CSV and JSON', async ({ page }) => {
    await page.goto('/cases/#ross-2025-02');
    await expect(page.locator('#ross-2025-02')).toContainText(
      'Affirmed, on other grounds in whole or in part, by Ross: appeals court affirms'
    );
    await expect(page.locator('#ross-2026-09')).toContainText('Binds federal courts in Delaware');
    const csv = await (await page.request.get('/cases/cases.csv')).text();
    const { events } = (await (await page.request.get('/cases/cases.json')).json()) as { events: unknown[] };
    expect(csv.split('\r\n')[0]).toContain('citation');
    expect(csv.trim().split('\r\n')).toHaveLength(events.length + 1);
    await expect(page.getByRole('link', { name: 'CSV' })).toHaveAttribute('href', /cases\.csv$/);
  });

  test('law that has grown old says so by the reader’s own day', async ({ page }) => {
    const old = page.getByRole('note').filter({ hasText: 'more than 180 days ago' });
    for (const path of ['/cases/', '/fair-use/', '/demos/factor-balance/']) {
      await page.clock.setFixedTime(new Date('2027-04-06T12:00:00Z'));
      await page.goto(path);
      await expect(page.locator('html')).toBeVisible();
      await expect(old).toHaveCount(0);
      await page.clock.setFixedTime(new Date('2027-04-07T12:00:00Z'));
      await page.goto('about:blank');
      await page.goto(path);
      await expect(old.first()).toContainText('8 October 2026');
    }
  });
});

test.describe('on the timeline', () => {
  test('an arc leads from the ruling in Ross to its appeal, and the cases that wait are listed', async ({
    page
  }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto('/demos/case-timeline/');
    await timelineReady(page);
    await expect(page.locator('svg.wide path.arc')).toHaveCount(4);
    const waiting = page.getByText(/^Still waiting, \d+ of the cases here$/);
    await expect(waiting).toBeVisible();
    await expect(
      page.getByRole('listitem').filter({ hasText: 'The New York Times v. Microsoft' })
    ).toContainText('filed 27 December 2023; waiting for a ruling as of 30 September 2026');
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'outside the US' });
    await expect(
      page.getByRole('listitem').filter({ hasText: 'The New York Times v. Microsoft' })
    ).toHaveCount(0);
  });
});

test.describe('arguing first', () => {
  test('what was argued is shown once the reader has had a say, factor by factor', async ({ page }) => {
    await page.goto('/demos/factor-balance/');
    await balanceReady(page);
    await page.getByRole('button', { name: 'Argue both sides, then see' }).click();
    await expect(page.getByText('this would be a different case')).toHaveCount(0);
    const market = page.getByRole('region', { name: '4. Effect on the market' });
    await market.getByLabel('Against it, I would say').fill('It takes my sales 🙂');
    await market.getByRole('button', { name: 'See what was argued on factor 4' }).click();
    await expect(page.getByText('this would be a different case')).toBeVisible();
    await expect(page.getByLabel('Against it, I would say').last()).toHaveValue('It takes my sales 🙂');
    await expect(page.getByRole('button', { name: /^See what was argued/ })).toHaveCount(3);
    await page.getByRole('button', { name: 'Argue both sides, then see' }).click();
    await expect(page.getByLabel('Against it, I would say')).toHaveCount(0);
  });

  test('each argument gives its page, its weight and whether it is drawn from another kind of use', async ({
    page
  }) => {
    await page.goto('/demos/factor-balance/');
    await balanceReady(page);
    const market = page.getByRole('region', { name: '4. Effect on the market' });
    await expect(market).toContainText('ECF No. 231 at 28; persuasive: a trial court');
    await expect(market.getByRole('listitem').filter({ hasText: 'developing market' })).toContainText(
      'drawn on by analogy'
    );
    const purpose = page.getByRole('region', { name: '1. Purpose and character of the use' });
    await expect(purpose.getByRole('listitem').filter({ hasText: 'no presumption' })).toContainText(
      'its rule binds every court in the United States; how it applies here is argued by analogy'
    );
    await page.getByLabel('What are the copies for?').selectOption({ label: 'to comment on the work' });
    await expect(market).not.toContainText('slip op. at 26');
    await expect(market).toContainText('Campbell v. Acuff-Rose Music');
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('the cases are a plain list, and the timeline leads to them', async ({ page }) => {
    await page.goto('/cases/');
    await expect(page.getByRole('heading', { level: 3, name: 'Kadrey v. Meta' })).toBeVisible();
    await expect(page.getByLabel('Show', { exact: true })).toHaveCount(0);
    await page.goto('/demos/case-timeline/');
    await event(page, /^GEMA: memorized lyrics/).click();
    await expect(page).toHaveURL(/\/cases\/#gema-openai$/);
  });

  test('the balance says its point', async ({ page }) => {
    await page.goto('/demos/factor-balance/');
    await expect(page.getByText(/^Bartz: training the models\. Changed/)).toContainText(
      'on factors 1, 3 and 4.'
    );
  });
});
