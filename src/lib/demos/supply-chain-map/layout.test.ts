import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { BOX, place, route } from './layout.ts';

const { stages } = parse(readFileSync('content/supply-chain.yaml', 'utf8')) as {
  stages: { id: string; next: string[] }[];
};
const ids = stages.map(({ id }) => id);
const lines = stages.flatMap(({ id, next }) =>
  next.filter((to) => to !== id).map((to) => [ids.indexOf(id), ids.indexOf(to)] as const)
);

test('the stages stand in a snake', () => {
  expect(ids.map((_, at) => place(at)).map(({ row, column }) => `${row}${column}`)).toEqual([
    '00',
    '01',
    '02',
    '03',
    '13',
    '12',
    '11',
    '10'
  ]);
  expect(place(4)).toMatchObject({ x: 87.5, y: 75 });
});

test.each(lines)('the line from %i to %i joins its boxes and runs under none', (from, to) => {
  const corners = route(from, to);
  const onEdge = ([x, y]: [number, number], at: number) => {
    const out = [BOX.width - Math.abs(x - place(at).x), BOX.height - Math.abs(y - place(at).y)];
    expect(Math.min(...out)).toBeCloseTo(0, 9);
  };
  onEdge(corners[0]!, from);
  onEdge(corners.at(-1)!, to);
  corners.slice(1).forEach(([x, y], i) => {
    const [u, v] = corners[i]!;
    expect(x === u || y === v, 'straight along or down').toBe(true);
    ids.forEach((id, at) => {
      const box = place(at);
      const [width, height] = [BOX.width - 1e-9, BOX.height - 1e-9];
      const under =
        Math.min(x, u) < box.x + width &&
        Math.max(x, u) > box.x - width &&
        Math.min(y, v) < box.y + height &&
        Math.max(y, v) > box.y - height;
      expect(under, `under ${id}`).toBe(false);
    });
    for (const length of [x, y]) expect(length > 0 && length < 100).toBe(true);
  });
});
