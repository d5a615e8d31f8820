// The first script of every page. It is inlined, so it is there whenever the page is: it keeps the text as
// it was served, fetches the page's other scripts, as often as it takes, and lets Svelte take over only when all of them
// have arrived. Until then, and if they never do, the served page stays, and a bar says what on it does not work.

/** Milliseconds, at least, before each further try of its own; then the reader is asked. */
const PAUSES = [400, 1600];
/** Milliseconds after which a page whose script does not run says so. */
const SLOW = 20_000;
/** Milliseconds after which a page that is not drawn, because nobody sees it, fetches its scripts all the same. */
const UNSEEN = 300;

const kit = document.currentScript!.previousElementSibling as HTMLScriptElement;
const root = document.documentElement;
const home = kit.parentElement!;
const embedded = window.parent !== window;
const what = embedded ? 'The demo' : 'The interactive part of this page';

/** The page as it was served, in a separate document, where nothing loads or runs. */
const served = document.implementation.createHTMLDocument().importNode(home, true);
served.querySelectorAll('script').forEach((script) => script.remove());

let begun = false;
/** Whether the text on show is the served one, for good. */
let fallen = false;
/** How many of the page's needs have not arrived, after every try. */
let lost = 0;
let bar: HTMLElement | undefined;
/** Rules for readers without script, which apply while the served page stands in for the live one. */
let rules: MediaList[] = [];

const isAlive = () => 'live' in root.dataset;

/** Shows what readers without script get, such as answers; or hides it again. */
function still(on: boolean): void {
  root.toggleAttribute('data-still', on);
  for (const media of rules) media.mediaText = '(scripting: none)';
  rules = [];
  if (!on) return;
  for (const { cssRules } of document.styleSheets) {
    for (const rule of cssRules) {
      if (!(rule instanceof CSSMediaRule) || !/^\(scripting: none\)$/.test(rule.media.mediaText)) continue;
      rules.push(rule.media);
      rule.media.mediaText = 'all';
    }
  }
}

/** Shows a sentence at the foot of the window, with one button that may help. Without a sentence the bar goes away. */
function say(sentence?: string, label?: string, press?: () => void): void {
  bar?.remove();
  bar = undefined;
  if (!sentence) return;
  bar = document.createElement('div');
  bar.className = 'boot-bar no-print';
  bar.setAttribute('role', 'status');
  document.body.append(bar);
  // Screen readers announce a region that is filled, not one that appears filled.
  bar.append(Object.assign(document.createElement('span'), { textContent: sentence }));
  if (!label) return;
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  button.onclick = () => {
    button.disabled = true;
    press!();
  };
  bar.append(' ', button);
}

/** The scripts that the page begins with, by their addresses. */
const files = (kit.dataset.files ?? '').split(' ').filter(Boolean);

/** Everything that was requested. The list that the browser itself keeps ends at 250 entries. */
const asked = new Set<string>();
const note = (entries: PerformanceEntryList) => entries.forEach(({ name }) => asked.add(name));
const requests = new PerformanceObserver((list) => note(list.getEntries()));
requests.observe({ type: 'resource', buffered: true });

/** The scripts that it has asked for since. */
function later(): Set<string> {
  note(requests.takeRecords());
  const first = new Set(files.map((file) => new URL(file, document.baseURI).href));
  return new Set([...asked].filter((name) => /\/_app\/.*\.js$/.test(name) && !first.has(name)));
}

/** Fetches a file bypassing every cache: a bad answer may have been cached. */
const renew = (href: string) =>
  fetch(href, { cache: 'reload' })
    .then((response) => response.arrayBuffer())
    .catch(() => {});

/** What came is not what was published, or does not run: the only remedy is to start over with new files. */
function reload(sentence: string): void {
  say(
    sentence,
    'Reload',
    () => void Promise.all([...files, ...later()].map(renew)).then(() => location.reload())
  );
}

const damaged = () => reload(`${what} arrived damaged. The text is whole.`);

/** Everyone who waits for a press of "Try again". */
let waiting: (() => void)[] = [];

function ask(): Promise<void> {
  still(true);
  const opaque = embedded && self.origin === 'null';
  const sentence = opaque
    ? 'The demo cannot run in this frame; what it shows was recorded. On its full page it runs.'
    : navigator.onLine
      ? `${what} did not arrive. ${embedded ? 'What it shows was recorded.' : 'You can read on.'}`
      : `You are offline, and ${what.toLowerCase()} is not kept here. You can read on.`;
  say(sentence, opaque ? undefined : 'Try again', () => {
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  });
  return new Promise((resolve) => waiting.push(resolve));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms * (1 + Math.random())));

/**
 * Resolves once `get` does, however many tries it takes: a few by itself, then one round for each press of the reader.
 * What cannot be had by another try is not tried: a script that arrived and does not parse.
 *
 * @param apart asks the reader, for a part of the page without which the rest is alive; then the page says nothing itself
 * @param own the files to fetch anew before each further try
 */
async function arrive<T>(
  get: () => Promise<T>,
  apart?: () => Promise<void>,
  own: () => Iterable<string> = later
): Promise<T> {
  let counted = false;
  for (;;) {
    for (const ms of [...PAUSES, 0]) {
      try {
        const value = await get();
        if (counted && --lost === 0) {
          still(false);
          say();
        }
        return value;
      } catch (error) {
        if (error instanceof SyntaxError) {
          if (!apart) still(true);
          damaged();
          return new Promise(() => {});
        }
        if (ms === 0) break;
        await pause(ms);
        await Promise.all([...own()].map(renew));
      }
    }
    if (apart) await apart();
    else {
      if (!counted) lost += 1;
      counted = true;
      await ask();
    }
    await Promise.all([...own()].map(renew));
  }
}

/** Has the browser fetch a script and everything it imports, without running it. */
function load(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.fetchPriority = 'low';
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(href));
    };
    document.head.append(link);
  });
}

/** Lets Svelte begin, by making its first script a live one. */
function begin(): void {
  begun = true;
  const script = document.createElement('script');
  script.text = kit.text;
  kit.after(script);
  script.remove();
}

/** Resolves when the page has been drawn, or would have been if somebody looked: what is read comes before what answers. */
const drawn = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, UNSEEN);
  });

let starts = 0;

/** Starts once more, where a script that only Svelte knows of did not come, such as that of the error page. */
async function restart(): Promise<void> {
  const ms = PAUSES[starts++];
  await (ms ? pause(ms) : ask());
  await Promise.all([...later()].map(renew));
  begin();
}

/** Whether what came is not what was published: it does not parse, or it is empty, which parses and exports nothing. */
async function spoilt(error: unknown): Promise<boolean> {
  if (error instanceof SyntaxError) return true;
  const begins = files.filter((file) => /\/(entry|nodes)\//.test(file));
  const modules = begins.map((file) => import(/* @vite-ignore */ file) as Promise<object>);
  const all = await Promise.all(modules).catch(() => []);
  return all.some((module) => Object.keys(module).length === 0);
}

/** Whether the text is gone from the page, as it is when drawing it anew has failed. */
const blank = () => !home.querySelector('main')?.textContent!.trim();

/** Something failed outside every self-contained part. Whatever it was, the text is there. */
function failed(error: unknown): void {
  if (blank()) {
    home.replaceChildren(...[...served.cloneNode(true).childNodes]);
    still(true);
    reload('Something in this page failed. What you read is the page as it was served.');
  } else if (begun && !isAlive()) {
    if (/dynamically imported|module script/i.test(String(error))) return void restart();
    still(true);
    void spoilt(error).then((so) => {
      if (isAlive()) return;
      if (so) damaged();
      else reload(`${what} could not be started. The text is whole.`);
    });
  }
}

// The styles of a page stand in it. A style sheet that is fetched besides, and does not come, is no reason to stay dead.
addEventListener('vite:preloadError', (event) => {
  if (/preload CSS/.test(String((event as Event & { payload?: unknown }).payload))) event.preventDefault();
});

addEventListener('unhandledrejection', ({ reason }) => setTimeout(failed, 0, reason));
addEventListener('error', ({ error }) => error && setTimeout(failed, 0, error));

const slow = setTimeout(() => {
  if (!bar && !isAlive())
    reload(`${what} is slow to arrive. ${embedded ? 'What it shows was recorded.' : 'You can read on.'}`);
}, SLOW);

window.boot = {
  arrive,
  served: (part) =>
    (part === undefined ? served.querySelector('main') : served.querySelector(`[data-part="${part}"]`)) ??
    undefined,
  fallen() {
    fallen = true;
    still(true);
  },
  alive() {
    clearTimeout(slow);
    if (lost || fallen) return;
    still(false);
    say();
  }
};

if (document.createElement('link').relList.supports('modulepreload'))
  void drawn()
    .then(() =>
      Promise.all(
        files.map((file) =>
          arrive(
            () => load(file),
            undefined,
            () => [file]
          )
        )
      )
    )
    .then(begin);
else begin();
