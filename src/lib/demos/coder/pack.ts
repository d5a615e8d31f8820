import type { Packed } from './coder.ts';

/** Bytes of a text in every format that this browser can write; all know gzip, few the others. */
export async function pack(text: string): Promise<Packed> {
  const packed: Packed = {};
  for (const format of ['gzip', 'brotli', 'zstd'] as const) {
    try {
      const stream = new Blob([text])
        .stream()
        .pipeThrough(new CompressionStream(format as CompressionFormat));
      packed[format] = (await new Response(stream).arrayBuffer()).byteLength;
    } catch {
      // This browser does not write it.
    }
  }
  return packed;
}
