// Quantities as colours. Model size: one ramp for the whole site. In light it runs from rust to near-black plum, in dark from rust
// to pale lilac, so that the largest model always stands out most. The hues keep away from the highlighter's yellow
// and from the blue of what can be pressed; lightness alone carries the order, for eyes and printers without hue.

const light = ['#b75536', '#a63340', '#861f52', '#5c1a59', '#2c1243'];
const dark = ['#d27558', '#e97c86', '#ef93bc', '#ebb7e5', '#efddfb'];

const mixed = (stops: readonly string[], at: number): string => {
  const place = Math.min(Math.max(at, 0), 1) * (stops.length - 1);
  const from = Math.min(Math.floor(place), stops.length - 2);
  const channel = (color: string, i: number) => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  const hex = [0, 1, 2].map((i) => {
    const [a, b] = [channel(stops[from]!, i), channel(stops[from + 1]!, i)];
    return Math.round(a + (place - from) * (b - a))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${hex.join('')}`;
};

/** The colour of a model size in each theme; `tone` from 0, the smallest, to 1, the largest. */
export const sizeColors = (tone: number) => ({ light: mixed(light, tone), dark: mixed(dark, tone) });

/** The same as a CSS colour that follows the theme. Text in it can be read on paper: 4.5 : 1 or better. */
export function sizeColor(tone: number): string {
  const colors = sizeColors(tone);
  return `light-dark(${colors.light}, ${colors.dark})`;
}

const paper = { light: '#fbf8f1', dark: '#14161b' };
const ink = { light: '#1e1b16', dark: '#e9e5db' };

/**
 * A cell of a heat map in each theme, with the text colour that is legible on it: from paper at 0 to the colour of a
 * model size at 1, or to ink where it is of no model.
 */
export function heatColors(share: number, tone?: number) {
  const of = (theme: 'light' | 'dark') => {
    const full = tone === undefined ? ink[theme] : sizeColors(tone)[theme];
    const fill = mixed([paper[theme], full], share);
    return { fill, text: luminance(fill) > 0.179 ? '#000000' : '#ffffff' };
  };
  return { light: of('light'), dark: of('dark') };
}

/** In steps too fine for the eye, each mixed once: a heat map that answers a slider asks for them again and again. */
const STEPS = 250;
const mixedCells = new Map<number | undefined, { fill: string; text: string }[]>();

/**
 * The same as a CSS colour that follows the theme, and whether black or white is legible on it (4.5 : 1 or better) in each:
 * as `black-white`, first in light, then in dark.
 */
export function heatColor(share: number, tone?: number): { fill: string; text: string } {
  const step = Math.round(Math.min(Math.max(share, 0), 1) * STEPS);
  let steps = mixedCells.get(tone);
  if (!steps) mixedCells.set(tone, (steps = []));
  return (steps[step] ??= mixedCell(step / STEPS, tone));
}

function mixedCell(share: number, tone?: number) {
  const { light, dark } = heatColors(share, tone);
  const name = (text: string) => (text === '#000000' ? 'black' : 'white');
  return { fill: `light-dark(${light.fill}, ${dark.fill})`, text: `${name(light.text)}-${name(dark.text)}` };
}

/** Relative luminance of a colour (WCAG 2.2). */
export function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
