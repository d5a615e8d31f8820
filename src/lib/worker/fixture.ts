// For tests: what a file must be, from what it is.
import { sha256 } from './sha256.ts';

export async function contentsOf(text: string): Promise<{ bytes: number; sha256: string }> {
  const data = new TextEncoder().encode(text);
  return { bytes: data.length, sha256: await sha256(data) };
}
