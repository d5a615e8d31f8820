import { resolve } from '$app/paths';
import { dev } from '$app/env';

/** Milliseconds after the page has loaded: the worker fetches every file of the site's code, and the reader comes first. */
const LATER = 3000;

/** Has the service worker installed, once the page stands. */
export function init(): void {
  // Within another site's page there is nothing to be kept, and a frame without an origin may not even ask.
  if (dev || window.parent !== window || !navigator.serviceWorker) return;
  const { serviceWorker } = navigator;
  const register = () =>
    setTimeout(
      () =>
        // A browser or a host may refuse it. Then the site needs the network, and is the same otherwise.
        void serviceWorker
          .register(`${resolve('/')}service-worker.js`, { type: 'module' })
          .catch((error: unknown) => console.warn(`Nothing is kept for reading offline: ${String(error)}`)),
      LATER
    );
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
