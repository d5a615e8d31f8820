/** SHA-256 in lower-case hex. On plain http, where the browser keeps its own from us, by a small library. */
export async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', data))
    : (await import('@noble/hashes/sha2.js')).sha256(data);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
