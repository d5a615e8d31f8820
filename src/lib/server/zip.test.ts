import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zipOf } from './zip.ts';

/** What the directory at the end of an archive leads to, after APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
function unzip(bytes: Uint8Array) {
  const view = Buffer.from(bytes);
  const end = view.length - 22;
  expect(view.readUInt32LE(end)).toBe(0x06054b50);
  const [many, size, start] = [
    view.readUInt16LE(end + 10),
    view.readUInt32LE(end + 12),
    view.readUInt32LE(end + 16)
  ];
  expect(start + size).toBe(end);
  let at = start;
  const files = Array.from({ length: many }, () => {
    expect(view.readUInt32LE(at)).toBe(0x02014b50);
    const [method, sum, packed, length] = [
      view.readUInt16LE(at + 10),
      view.readUInt32LE(at + 16),
      view.readUInt32LE(at + 20),
      view.readUInt32LE(at + 24)
    ];
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.readUInt16LE(at + offset)) as [
      number,
      number,
      number
    ];
    const local = view.readUInt32LE(at + 42);
    const path = view.toString('utf8', at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    expect([method, packed]).toEqual([0, length]);
    expect(view.readUInt32LE(local)).toBe(0x04034b50);
    const localName = view.readUInt16LE(local + 26);
    expect(view.toString('utf8', local + 30, local + 30 + localName)).toBe(path);
    // What is told of a file is told twice.
    expect(view.subarray(local + 4, local + 30)).toEqual(
      view.subarray(at - name - 46 + 6, at - name - 46 + 32)
    );
    const data = view.subarray(local + 30 + localName + view.readUInt16LE(local + 28)).subarray(0, length);
    expect(crc32(data)).toBe(sum);
    return { path, text: data.toString() };
  });
  expect(at).toBe(end);
  return files;
}

test('what is put in comes out', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ path: fc.stringMatching(/^[a-zé]{1,9}\.xml$/), text: fc.string({ unit: 'grapheme' }) })
      ),
      (files) => {
        expect(unzip(zipOf(files))).toEqual(files);
      }
    )
  );
});
