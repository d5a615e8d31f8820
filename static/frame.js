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

  /** What an address says, in quotation marks, cut where it is long. */
  const quoted = (text) => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

  /**
   * Of the demo: the labels under each name that can be hidden, the release that it shows, and the day of which it states
   * law. See EmbedFrame.svelte.
   */
  const { controls, release, law } = JSON.parse(document.querySelector('meta[name="demo"]').content);

  /** Selectors of what is not to be seen. */
  const hidden = [];
  const hide = (name) => {
    // A list, so that no name of every object is one of ours.
    const control = controls.find((known) => known.name === name);
    if (!control) {
      const all = controls.map((known) => known.name).join(', ');
      return say(`Nothing here is called ${quoted(name)}; what can be hidden is ${all}.`);
    }
    hidden.push(...control.labels.map((label) => `[data-control=${JSON.stringify(label)}]`));
    if (name !== 'run') return;
    // Whatever says what it loads, and, past that, whatever would run it.
    hidden.push('button:has(> .cost)');
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "worker-src 'none'";
    document.head.append(policy);
  };

  /** Law is never as it was: what has happened since a frame was made is listed in it. */
  const since = (day) => {
    const place = document.querySelector('[data-law-since]');
    if (!place) return addEventListener('DOMContentLoaded', () => since(day));
    let events = 0;
    for (const event of place.querySelectorAll('[data-day]')) {
      // Some are to come yet.
      event.hidden = event.dataset.day <= day || event.dataset.day > law;
      if (!event.hidden) events += 1;
    }
    place.querySelector('p').textContent =
      `This frame was made when the law was stated as of ${day}; it is now stated as of ${law}. ` +
      (events ? 'In the cases of the list, there has been since then:' : 'No event was listed since then.');
    place.querySelector('ul').hidden = events === 0;
    place.hidden = false;
  };

  // The query: theme=light|dark, view=full, hide=<names>, release=<name>, law=<day>.
  const read = {
    theme: (value, said) => {
      if (value === 'light' || value === 'dark') root.dataset.theme = value;
      else say(`${said} is neither light nor dark.`);
    },
    view: (value, said) => {
      if (value === 'full') root.dataset.view = value;
      else say(`${said} is not a view; the other one is “view=full”.`);
    },
    hide: (value) => [...new Set(value.split(','))].slice(0, 50).forEach(hide),
    release: (value) => {
      if (value === release) return;
      say(
        /^[\w.-]{1,20}$/.test(value)
          ? `This frame was made for release ${value} of the experiment; its numbers and models are now those of release ${release}. What was wrong in earlier numbers is told on the site’s page of corrections.`
          : `${quoted(value)} is no release; shown is release ${release}.`
      );
    },
    law: (value, said) => {
      if (!law) say(`${said} means nothing here: no law is stated.`);
      else if (!/^\d{4}-\d\d-\d\d$/.test(value)) say(`${said} is no day, such as law=${law}.`);
      else if (value < law) since(value);
    }
  };
  for (const [key, value] of new URLSearchParams(location.search)) {
    const said = quoted(`${key}=${value}`);
    if (Object.hasOwn(read, key)) read[key](value, said);
    else say(`${said} means nothing here.`);
  }
  if (hidden.length) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${hidden.join(', ')} { display: none !important }`);
    document.adoptedStyleSheets.push(sheet);
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

  if (window.parent === window) return;

  // On a slide of Reveal.js, which tells its frames that they are shown: keys that nothing here takes turn the slides.
  const SLIDE_KEYS = {
    ArrowLeft: 37,
    ArrowUp: 38,
    ArrowRight: 39,
    ArrowDown: 40,
    PageUp: 33,
    PageDown: 34
  };
  /** What uses such keys itself. A button does not, and keeps the focus once it is pressed. */
  const TAKES_KEYS =
    'input, select, textarea, [contenteditable], [tabindex]:not(button, a, summary, [tabindex="-1"])';
  let deck;
  addEventListener('message', ({ source, origin, data }) => {
    // A file on the presenter’s disk has no origin.
    if (source === window.parent && data === 'slide:start') deck = origin === 'null' ? '*' : origin;
  });
  addEventListener('keydown', (event) => {
    const code = Object.hasOwn(SLIDE_KEYS, event.key) ? SLIDE_KEYS[event.key] : undefined;
    if (deck === undefined || code === undefined || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target instanceof Element && event.target.closest(TAKES_KEYS)) return;
    const { scrollHeight, clientHeight } = document.scrollingElement;
    // What can be scrolled is scrolled.
    if (scrollHeight > clientHeight && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    window.parent.postMessage(JSON.stringify({ method: 'triggerKey', args: [code] }), deck);
  });

  // The height, for a parent that listens.
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
