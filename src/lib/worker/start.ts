/**
 * What a worker begins with: it imports its script, and then hears what it was told meanwhile. A script that does not
 * come ends as an error that the page is told of, which a broken promise would not; before that it is fetched past every
 * cache, for the next worker. The end of a worker whose script is still on its way is noticed by a lock, or where there
 * are none by its silence; see `stayAlive`.
 */
const first = (address: string) => `const early = [];
onmessage = (event) => event.data?.type === 'ping' ? postMessage({ type: 'waits' }) : early.push(event);
navigator.locks
  ?.request(self.name + ' begins', () => {
    postMessage({ type: 'begun' });
    return new Promise(() => {});
  })
  .catch(() => {});
import(${JSON.stringify(address)}).then(
  () => early.forEach((event) => onmessage(event)),
  (error) =>
    fetch(${JSON.stringify(address)}, { cache: 'reload', signal: AbortSignal.timeout(3000) })
      .catch(() => {})
      .then(() => setTimeout(() => { throw error; }))
);`;

/** The address of that beginning for each script. */
const blobs = new Map<string, string>();

/**
 * Starts a worker of ours under a name. It starts from a blob, which imports the script by its whole address: so it runs
 * also in a frame without an origin, where the host lets others read its files, and takes over the page's policy, by
 * which it reaches no other host. (A blob that is a module itself is refused in such a frame.)
 *
 * @param script the address of the script, as `?worker&url` gives it
 */
export function startWorker(script: string, name: string): Worker {
  const address = new URL(script, document.baseURI).href;
  let blob = blobs.get(address);
  if (!blob) {
    blob = URL.createObjectURL(new Blob([first(address)], { type: 'text/javascript' }));
    blobs.set(address, blob);
  }
  return new Worker(blob, { name });
}
