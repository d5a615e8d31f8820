// What a demo in a frame on another site needs before, and without, the site's own script: how it is to look, where its
// links go, how high it is. Not a module: in a frame without an origin those run only where the host allows it.
(() => {
  const root = document.documentElement;

  /** Says something below the demo, as soon as there is a place for it. */
  const say = (text) => {
    const place = document.querySelector('[data-frame-says]');
    if (!place) return addEventListener('DOMContentLoaded', () => say(text));
    if (!place.textContent.includes(text)) place.append(`${text} `);
    place.hidden = false;
  };

  // The query: theme=light|dark, view=full.
  for (const [key, value] of new URLSearchParams(location.search)) {
    const pair = `${key}=${value}`;
    const said = `“${pair.length > 40 ? `${pair.slice(0, 40)}…` : pair}”`;
    if (key === 'theme' && /^(light|dark)$/.test(value)) root.dataset.theme = value;
    else if (key === 'view' && value === 'full') root.dataset.view = value;
    else if (key === 'theme') say(`${said} is neither light nor dark.`);
    else if (key === 'view') say(`${said} is not a view; the other one is “view=full”.`);
    else say(`${said} means nothing here.`);
  }

  // Links leave the frame, and the one to the full page takes along what is set.
  const linkOf = ({ target }) => (target instanceof Element ? target.closest('a[href]') : null);
  const prepare = (event) => {
    const link = linkOf(event);
    if (!link) return;
    if (link.matches('[data-full-page]')) link.hash = location.hash;
    const inside = link.getAttribute('href').startsWith('#');
    link.setAttribute('target', inside ? '_self' : '_blank');
    if (!inside) link.relList.add('noopener');
  };
  for (const type of ['pointerdown', 'focusin', 'click']) addEventListener(type, prepare, true);

  // A sandbox may let nothing be opened, and would not say so.
  addEventListener('click', (event) => {
    const link = linkOf(event);
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || modified || event.defaultPrevented || link.getAttribute('target') !== '_blank') return;
    event.preventDefault();
    const page = window.open(link.href, '_blank');
    if (!page) return say(`This page does not let the frame open links. The address: ${link.href}`);
    try {
      page.opener = null;
    } catch {
      // A page that is in the sandbox as well.
    }
  });

  // The height, for a parent that listens.
  if (window.parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    const message = { subject: 'lti.frameResize', height };
    window.parent.postMessage(message, '*');
    window.parent.postMessage(JSON.stringify(message), '*');
  };
  // Called once a frame at most.
  if (window.ResizeObserver) new ResizeObserver(tell).observe(root);
  else for (const type of ['load', 'resize', 'click', 'input']) addEventListener(type, () => setTimeout(tell));
})();
