// A zip archive of a few texts, not compressed, and the same to the byte in every build.
import { crc32 } from 'node:zlib';

/** 1 January 1980, the first day that zip knows. */
const DAY = 0x21;
/** Names are in UTF-8. */
const UTF8 = 0x800;
const VERSION = 20;

/** Numbers as zip has them: [bytes, value] each, little end first. */
function fields(...all: [bytes: 2 | 4, value: number][]): Buffer {
  const buffer = Buffer.alloc(all.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of all) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}

/** The archive. Paths have forward slashes. */
export function zipOf(files: readonly { path: string; text: string }[]): Uint8Array<ArrayBuffer> {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { path, text } of files) {
    const [name, data] = [Buffer.from(path), Buffer.from(text)];
    const told: [2 | 4, number][] = [
      [2, VERSION],
      [2, UTF8],
      [2, 0],
      [2, 0],
      [2, DAY],
      [4, crc32(data)],
      [4, data.length],
      [4, data.length],
      [2, name.length],
      [2, 0]
    ];
    const local = Buffer.concat([fields([4, 0x04034b50], ...told), name, data]);
    entries.push(
      Buffer.concat([
        fields([4, 0x02014b50], [2, VERSION], ...told, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        name
      ])
    );
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0]
  );
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}
