// What 404.html does with script: it finds out which folder the site stands in, so that its links lead there from any depth,
// says what was asked for, and guesses what was meant.
import { likely, wordsOf, type Listed } from '#lib/site/likely.ts';

const home = document.querySelector<HTMLAnchorElement>('header a')!.getAttribute('href')!;
const all = <E extends HTMLElement>(part: string) => document.querySelectorAll<E>(`[data-missing="${part}"]`);

function tell(path: string): void {
  for (const place of all('path')) place.textContent = path;
  for (const box of all<HTMLInputElement>('words')) box.value = wordsOf(path);
}

/** The list of pages, and the folder that it lies in: the one that the links lead to, or one above this address. */
async function find(): Promise<[folder: string, pages: Listed[]] | undefined> {
  const parts = location.pathname.split('/').slice(1, -1);
  const above = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}/`);
  for (const folder of new Set([home, '/', ...above])) {
    try {
      const response = await fetch(`${folder}pages.json`);
      if (response.ok) return [folder, (await response.json()) as Listed[]];
    } catch {
      // Not there, or not a list.
    }
  }
  return undefined;
}

tell(location.pathname);
void find().then((found) => {
  if (!found) return;
  const [folder, pages] = found;
  for (const name of folder === home ? [] : ['href', 'action']) {
    for (const element of document.querySelectorAll(`[${name}^="${home}"]`))
      element.setAttribute(name, folder + element.getAttribute(name)!.slice(home.length));
  }
  const path = location.pathname.slice(folder.length - 1);
  tell(path);
  const meant = likely(path, pages);
  if (!meant) return;
  for (const place of all('meant')) {
    const link = Object.assign(document.createElement('a'), {
      href: folder + meant.path,
      textContent: meant.title
    });
    place.replaceChildren('Perhaps you want ', link, '.');
    place.hidden = false;
  }
});
