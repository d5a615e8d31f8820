// Starts the slides that it stands in, at their end. See deck.ts.
(() => {
  const root = document.documentElement;
  const source = root.outerHTML;

  /** What Reveal.js leaves for scripts; nothing where it did not come. @type {any} */
  const { Reveal, RevealNotes } = window;

  const button = document.querySelector('button');
  if (button) {
    button.disabled = false;
    button.addEventListener('click', () => {
      // Saved, the file must find what it loads, and may be changed: the policy knows what stands in it now.
      const there = (/** @type {string} */ address) => new URL(address, location.href).href;
      const saved = source
        .replace(/ (href|src|data-src)="([^"]*)"/g, (_, name, address) => ` ${name}="${there(address)}"`)
        .replace(/url\('([^']*)'\)/g, (_, address) => `url('${there(address)}')`)
        .replace(/<meta http-equiv="content-security-policy"[^>]*>\n?/, '')
        .replace(/<p class="save">.*?<\/p>\n?/s, '');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([`<!doctype html>\n${saved}\n`], { type: 'text/html' }));
      link.download = location.pathname.split('/').at(-1) ?? '';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  }

  if (!Reveal || !RevealNotes) return;
  Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0.03,
    hash: true,
    center: false,
    slideNumber: 'c/t',
    transition: 'none',
    backgroundTransition: 'none',
    plugins: [RevealNotes]
  }).then(() => root.classList.remove('plain'));
})();
