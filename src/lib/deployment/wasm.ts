// A WebAssembly module as bytes (https://webassembly.github.io/spec/core/binary/): what its functions call, and the same
// module without the bodies of some, or with a mark in each.

/** A stretch of bytes. */
export interface Stretch {
  from: number;
  to: number;
}

const IMPORTS = 2;
const GLOBALS = 6;
const EXPORTS = 7;
const CODE = 10;

/** Reads from a position on. */
class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  /** An unsigned number (LEB128). */
  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** Skips that many numbers, signed or unsigned. */
  numbers(count = 1): void {
    for (; count > 0; count--) while (this.byte() >= 128);
  }

  /** Skips a vector. */
  vector(item: () => void): void {
    for (let count = this.number(); count > 0; count--) item();
  }

  /** Skips a name. */
  name(): void {
    const length = this.number();
    this.at += length;
  }
}

/** An unsigned number (LEB128). */
function encoded(value: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push((value % 128) + (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function sections(module: Uint8Array): Map<number, Stretch>[] {
  const reader = new Reader(module, 8);
  const found: Map<number, Stretch>[] = [];
  while (reader.at < module.length) {
    const id = reader.byte();
    const length = reader.number();
    found.push(new Map([[id, { from: reader.at, to: reader.at + length }]]));
    reader.at += length;
  }
  return found;
}

const sectionOf = (module: Uint8Array, id: number): Stretch =>
  sections(module)
    .find((section) => section.has(id))!
    .get(id)!;

/** The module with other content in some sections. */
function changed(
  module: Uint8Array,
  contents: Record<number, Uint8Array<ArrayBuffer>>
): Uint8Array<ArrayBuffer> {
  const parts: ArrayLike<number>[] = [module.subarray(0, 8)];
  for (const section of sections(module)) {
    for (const [id, { from, to }] of section) {
      const content = contents[id] ?? module.subarray(from, to);
      parts.push([id, ...encoded(content.length)], content);
    }
  }
  return joined(parts);
}

/** How many functions and globals a module imports: its own are counted on from these. */
function imported(module: Uint8Array): { functions: number; globals: number } {
  const reader = new Reader(module, sectionOf(module, IMPORTS).from);
  const count = { functions: 0, globals: 0 };
  const limits = () => reader.numbers(reader.byte() & 1 ? 2 : 1);
  reader.vector(() => {
    reader.name();
    reader.name();
    const kind = reader.byte();
    if (kind === 0) {
      reader.numbers();
      count.functions++;
    } else if (kind === 1) {
      reader.byte();
      limits();
    } else if (kind === 2) limits();
    else if (kind === 3) {
      reader.at += 2;
      count.globals++;
    } else reader.numbers(2);
  });
  return count;
}

/** The bodies of the module's own functions. */
export function bodiesOf(module: Uint8Array): Stretch[] {
  const reader = new Reader(module, sectionOf(module, CODE).from);
  const bodies: Stretch[] = [];
  reader.vector(() => {
    const length = reader.number();
    bodies.push({ from: reader.at, to: reader.at + length });
    reader.at += length;
  });
  return bodies;
}

/** Skips the declarations of a body. */
function declarations(reader: Reader): void {
  reader.vector(() => {
    reader.numbers();
    reader.byte();
  });
}

/** Which functions a body calls by name, or takes the address of, counted with those imported. */
function calledIn(module: Uint8Array, { from, to }: Stretch): number[] {
  const reader = new Reader(module, from);
  const called: number[] = [];
  declarations(reader);
  while (reader.at < to) {
    const code = reader.byte();
    if (code === 0x10 || code === 0x12 || code === 0xd2) called.push(reader.number());
    else if (code === 0x11 || code === 0x13)
      reader.numbers(2); // by table
    else if ((code >= 0x02 && code <= 0x04) || code === 0x06)
      reader.numbers(); // blocks
    else if ([0x07, 0x08, 0x09, 0x0c, 0x0d, 0x18].includes(code))
      reader.numbers(); // throws, branches
    else if (code === 0x0e) reader.numbers(reader.number() + 1);
    else if (code === 0x1c) reader.at += reader.number();
    else if (code >= 0x20 && code <= 0x26)
      reader.numbers(); // variables, tables
    else if (code >= 0x28 && code <= 0x3e)
      reader.numbers(2); // memory
    else if (code === 0x3f || code === 0x40 || code === 0xd0) reader.at++;
    else if (code === 0x41 || code === 0x42) reader.numbers();
    else if (code === 0x43) reader.at += 4;
    else if (code === 0x44) reader.at += 8;
    else if (code === 0xfc) {
      const which = reader.number();
      if (which >= 8) reader.numbers([8, 10, 12, 14].includes(which) ? 2 : 1);
    } else if (code === 0xfd) {
      const which = reader.number();
      if (which <= 11 || which === 92 || which === 93) reader.numbers(2);
      else if (which === 12 || which === 13) reader.at += 16;
      else if (which >= 21 && which <= 34) reader.at++;
      else if (which >= 84 && which <= 91) {
        reader.numbers(2);
        reader.at++;
      }
    } else if (code === 0xfe) {
      if (reader.number() === 3) reader.at++;
      else reader.numbers(2);
    } else if (code > 0xc4 && code !== 0xd1) throw new Error(`No instruction is known by ${code}.`);
  }
  if (reader.at !== to) throw new Error('The body of a function was misread.');
  return called;
}

/** These functions and all that they call by name, and so on. By index among the module's own. */
export function withCalled(module: Uint8Array, functions: Iterable<number>): Set<number> {
  const bodies = bodiesOf(module);
  const before = imported(module).functions;
  const all = new Set(functions);
  // What is added to a set during iteration is visited as well.
  for (const index of all) {
    for (const called of calledIn(module, bodies[index]!)) if (called >= before) all.add(called - before);
  }
  return all;
}

/** `unreachable`, and no more. */
const STUB = [3, 0, 0x00, 0x0b];

/** The module with the bodies of these functions; whatever calls another one stops there. */
export function prune(module: Uint8Array, kept: ReadonlySet<number>): Uint8Array<ArrayBuffer> {
  const bodies = bodiesOf(module);
  const parts: ArrayLike<number>[] = [encoded(bodies.length)];
  for (const [index, { from, to }] of bodies.entries()) {
    if (kept.has(index)) parts.push(encoded(to - from), module.subarray(from, to));
    else parts.push(STUB);
  }
  return changed(module, { [CODE]: joined(parts) });
}

/** The name of the exported global by which a marked function tells that it has run. */
export const markOf = (index: number): string => `ran${index}`;

/** The module with a mark in each function, which is 1 once it has run; see `markOf`. */
export function mark(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const bodies = bodiesOf(module);
  const globals = sectionOf(module, GLOBALS);
  const exported = sectionOf(module, EXPORTS);
  const globalsReader = new Reader(module, globals.from);
  const exportsReader = new Reader(module, exported.from);
  const own = globalsReader.number();
  const first = imported(module).globals + own;
  const variable = [0x7f, 1, 0x41, 0, 0x0b]; // a 32-bit number that begins as 0
  const name = (index: number) => new TextEncoder().encode(markOf(index));
  return changed(module, {
    [GLOBALS]: joined([
      encoded(own + bodies.length),
      module.subarray(globalsReader.at, globals.to),
      ...bodies.map(() => variable)
    ]),
    [EXPORTS]: joined([
      encoded(exportsReader.number() + bodies.length),
      module.subarray(exportsReader.at, exported.to),
      ...bodies.map((_, i) => [name(i).length, ...name(i), 3, ...encoded(first + i)])
    ]),
    [CODE]: joined([
      encoded(bodies.length),
      ...bodies.flatMap(({ from, to }, i) => {
        const reader = new Reader(module, from);
        declarations(reader);
        const marking = [0x41, 1, 0x24, ...encoded(first + i)];
        return [
          encoded(to - from + marking.length),
          module.subarray(from, reader.at),
          marking,
          module.subarray(reader.at, to)
        ];
      })
    ])
  });
}
