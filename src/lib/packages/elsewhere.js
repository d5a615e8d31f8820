// Added to frame.js in a package: links to pages of the site, which the package does not hold, lead to the site where its
// address is known, and else say so. Nor does it hold a service worker: a page that stands in no other would ask for it.
(() => {
  Object.defineProperty(navigator, 'serviceWorker', { value: undefined });
  const { currentScript } = document;
  if (!(currentScript instanceof HTMLScriptElement)) return;
  const top = new URL('.', currentScript.src).href;
  const site = '{site}';
  /** @param {Event} event */
  const lead = (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (
      !(link instanceof HTMLAnchorElement) ||
      !link.href.startsWith(top) ||
      link.getAttribute('href')?.startsWith('#')
    )
      return;
    if (site) link.href = site + link.href.slice(top.length);
    else if (event.type === 'click') {
      event.preventDefault();
      const place = document.querySelector('[data-frame-says]');
      if (!(place instanceof HTMLElement)) return;
      place.textContent = 'This page is not in the package.';
      place.hidden = false;
    }
  };
  for (const type of ['pointerdown', 'focusin', 'click']) addEventListener(type, lead, true);
})();
