// `_headers`: what hosts that read such a file (Netlify, Cloudflare Pages, and others after them) send with ours.
import { policyHeader } from './policy.ts';

/** A worker runs code of ours and WebAssembly, and reaches no other host, whatever its page may. */
const WORKER = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"];

/** Device features that no page of ours uses, nor may a page that it frames. */
const NOT_ASKED = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb'
];

/** Headers by path, from the top of the site. */
const HEADERS: Record<string, Record<string, string>> = {
  '/*': {
    // Demos in frames that have no origin read the models as any other site would.
    'Access-Control-Allow-Origin': '*',
    'Content-Security-Policy': policyHeader(),
    'Permissions-Policy': NOT_ASKED.map((what) => `${what}=()`).join(', '),
    // The address of a demo holds what a reader has typed.
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff'
  },
  '/_app/immutable/*': { 'Cache-Control': 'public, max-age=31536000, immutable' },
  '/_app/immutable/workers/*': { 'Content-Security-Policy': WORKER.join('; ') },
  '/_app/version.json': { 'Cache-Control': 'no-cache' },
  '/files.json': { 'Cache-Control': 'no-cache' },
  '/service-worker.js': { 'Cache-Control': 'no-cache', 'Content-Security-Policy': WORKER.join('; ') }
};

/** The text of `_headers`. @param base the folder of the site on its host, such as "/verbatim", or "" */
export const headersFile = (base: string): string =>
  Object.entries(HEADERS)
    .map(([path, headers]) =>
      [`${base}${path}`, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n')
    )
    .join('\n\n') + '\n';
