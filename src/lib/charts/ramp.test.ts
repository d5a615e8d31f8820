import { expect, test } from 'vitest';
import { heatColors, luminance, sizeColors } from './ramp.ts';

const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
};

test('luminance is that of WCAG', () => {
  expect(luminance('#000000')).toBe(0);
  expect(luminance('#ffffff')).toBeCloseTo(1, 12);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test.each([undefined, 0, 0.25, 0.5, 1])(
  'numbers on a heat map can be read, and more is more ink (tone %s)',
  (tone) => {
    const shares = Array.from({ length: 101 }, (_, i) => heatColors(i / 100, tone));
    for (const theme of ['light', 'dark'] as const) {
      const cells = shares.map((colors) => colors[theme]);
      expect(Math.min(...cells.map(({ fill, text }) => contrast(fill, text)))).toBeGreaterThanOrEqual(4.5);
      const distance = cells.map(({ fill }) => contrast(fill, cells[0]!.fill));
      expect(distance).toEqual(distance.toSorted((a, b) => a - b));
    }
  }
);

test('what a model does wholly has the colour of its line', () => {
  const { light, dark } = heatColors(1, 0.5);
  expect({ light: light.fill, dark: dark.fill }).toEqual(sizeColors(0.5));
});

test('every size can be read on paper, and stands out more the larger it is', () => {
  const tones = Array.from({ length: 41 }, (_, i) => i / 40);
  for (const [theme, paper] of [
    ['light', '#fbf8f1'],
    ['dark', '#1b1e25']
  ] as const) {
    const contrasts = tones.map((tone) => contrast(sizeColors(tone)[theme], paper));
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
    expect(contrasts).toEqual(contrasts.toSorted((a, b) => a - b));
  }
});
