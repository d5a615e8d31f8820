// Where the stages go on the map, and the lines between them: beside the boxes, never under them. Lengths in percent of
// the drawing, which is two rows of four boxes.

const COLUMNS = 4;
const CELL = { width: 25, height: 50 } as const;

/** Half the sides of a box, and how far apart two lines leave and reach it. */
export const BOX = { width: 10.4, height: 17, apart: 2.5 } as const;

/** Heights at which lines run along: between the rows, and below them. */
const CHANNEL = { down: 51, up: 49, left: 95.5, right: 98 } as const;

export interface Place {
  row: number;
  column: number;
  /** The middle of the box. */
  x: number;
  y: number;
}

/** The place of a stage by its number in order, from 0: as a snake, four to the right, then back below. */
export function place(at: number): Place {
  const row = Math.floor(at / COLUMNS);
  const column = row % 2 === 0 ? at % COLUMNS : COLUMNS - 1 - (at % COLUMNS);
  return { row, column, x: (column + 0.5) * CELL.width, y: (row + 0.5) * CELL.height };
}

/** The corners of the line from one stage to another. */
export function route(from: number, to: number): [number, number][] {
  const [a, b] = [place(from), place(to)];
  if (a.row === b.row) {
    const way = Math.sign(b.x - a.x);
    if (Math.abs(a.column - b.column) === 1) {
      const y = a.y + way * BOX.apart;
      return [
        [a.x + way * BOX.width, y],
        [b.x - way * BOX.width, y]
      ];
    }
    const below = way < 0 ? CHANNEL.left : CHANNEL.right;
    const [start, end] = [a.x + way * BOX.apart, b.x - way * BOX.apart];
    return [
      [start, a.y + BOX.height],
      [start, below],
      [end, below],
      [end, b.y + BOX.height]
    ];
  }
  const way = Math.sign(b.y - a.y);
  const [top, bottom] = [a.y + way * BOX.height, b.y - way * BOX.height];
  if (a.column === b.column)
    return [
      [a.x, top],
      [b.x, bottom]
    ];
  const between = way > 0 ? CHANNEL.down : CHANNEL.up;
  const side = Math.sign(b.x - a.x) * BOX.apart;
  return [
    [a.x + side, top],
    [a.x + side, between],
    [b.x - side, between],
    [b.x - side, bottom]
  ];
}
