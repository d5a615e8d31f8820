import { REPAIR, type Kept, type Repaired } from '#lib/deployment/kept.ts';
import { list } from '#lib/words/list.ts';
import { megabytes } from '#lib/words/megabytes.ts';
import { count } from '#lib/words/number.ts';

/** Milliseconds after which a worker that does not answer counts as gone: on a slow line it fetches for minutes. */
const LONG = 300_000;

const plural = (n: number, one: string) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

/** What is kept, as a sentence. */
export function keptWords({ bytes, files, pages, models }: Kept): string {
  if (files === 0) return 'Nothing is kept on this device.';
  const parts = [
    ...(pages > 0 ? [plural(pages, 'page')] : []),
    ...(models > 0 ? [plural(models, 'model')] : []),
    `${plural(files - pages - models, 'file')} that these need`
  ];
  return `Kept on this device: ${list(parts)}; ${megabytes(bytes)} in all.`;
}

/** The outcome of a repair, as a sentence. */
export function repairedWords({ damaged, fetched, missing }: Repaired): string {
  const whole =
    damaged === 0 ? 'Nothing that is kept is damaged.' : `Damaged, and deleted: ${plural(damaged, 'file')}.`;
  const came = fetched > 0 ? ` Fetched anew: ${plural(fetched, 'file')}.` : '';
  const not =
    missing > 0 ? ` Not to be had now: ${plural(missing, 'file')}. Check your connection and try again.` : '';
  return whole + came + not;
}

/**
 * Has the service worker look through what is kept and fetch what is damaged or missing.
 *
 * @throws Error for readers, where there is no worker, or it fails
 */
export async function repair(): Promise<Repaired> {
  const worker = (await navigator.serviceWorker.getRegistration())?.active;
  if (!worker) {
    throw new Error('Nothing can be repaired: the part of the site that would do it does not run here.');
  }
  const { port1, port2 } = new MessageChannel();
  const answer = await new Promise<Repaired | string>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<Repaired | string>) => resolve(data);
    setTimeout(() => resolve('no answer'), LONG);
    worker.postMessage(REPAIR, [port2]);
  });
  port1.close();
  if (typeof answer === 'string') {
    throw new Error('It could not be repaired now. Check your connection and try again.', { cause: answer });
  }
  return answer;
}
