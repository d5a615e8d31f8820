import { scaleLinear, scaleLog } from 'd3-scale';
import { formatTicks } from './format.ts';
import type { Axis } from './types.ts';

export interface Tick {
  value: number;
  /** Place on the axis. */
  at: number;
  text: string;
}

/** From values to places on the drawing, and back. */
export interface Scale {
  domain: [number, number];
  range: [number, number];
  /** The place of a value; `null` for a value that this axis cannot show. */
  place: (value: number) => number | null;
  /** The value at a place, for pointers: places outside the axis count as its ends. */
  value: (place: number) => number;
  ticks: Tick[];
  /** Where zero goes on a logarithmic axis that has to show it: apart from the rest, beyond a break. */
  zero: number | null;
}

/** On a logarithmic axis zero is this share of the axis away from the rest. */
const ZERO = 0.1;

const clamp = (value: number, a: number, b: number) =>
  Math.min(Math.max(value, Math.min(a, b)), Math.max(a, b));

/**
 * The scale of an axis on which `values` are to be shown from `range[0]` to `range[1]`, with about `count` ticks.
 * Linear axes start at zero unless the axis says otherwise; logarithmic ones put zeros beyond a break.
 */
export function scaleOf(axis: Axis, values: readonly number[], range: [number, number], count = 5): Scale {
  return axis.scale === 'log2' || axis.scale === 'log10'
    ? logarithmic(axis, axis.scale === 'log2' ? 2 : 10, values, range, count)
    : linear(axis, values, range, count);
}

const ends = (values: readonly number[]): [number, number] =>
  values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];

function linear(axis: Axis, values: readonly number[], range: [number, number], count: number): Scale {
  const [low, high] = ends(values);
  const given = axis.domain ?? [Math.min(0, low), Math.max(0, high)];
  const scale = scaleLinear(given[0] === given[1] ? [given[0], given[0] + 1] : given, range);
  if (!axis.domain) scale.nice(count);
  const domain = scale.domain() as [number, number];
  return {
    domain,
    range,
    place: (value) => (value < domain[0] || value > domain[1] ? null : scale(value)),
    value: (place) => scale.invert(clamp(place, ...range)),
    ticks: named(inside(axis.ticks ?? scale.ticks(count), domain), scale, axis),
    zero: null
  };
}

function logarithmic(
  axis: Axis,
  base: number,
  values: readonly number[],
  range: [number, number],
  count: number
): Scale {
  const positive = values.filter((value) => value > 0);
  const [low, high] = axis.domain ?? ends(positive.length > 0 ? positive : [1, base]);
  const domain: [number, number] = low === high ? [low / base, high * base] : [low, high];
  const zero = !axis.domain && values.includes(0) ? range[0] : null;
  const start = zero === null ? range[0] : range[0] + ZERO * (range[1] - range[0]);
  const scale = scaleLog(domain, [start, range[1]]).base(base);
  // Where rounding puts an end of the domain a hair outside, it still belongs to it.
  const place = (value: number) =>
    value <= 0
      ? zero
      : value < domain[0] * (1 - 1e-12) || value > domain[1] * (1 + 1e-12)
        ? null
        : scale(value);
  const ticks = named(inside(axis.ticks ?? powers(domain, base, count), domain), scale, axis);
  return {
    domain,
    range,
    place,
    value: (at) => {
      const within = clamp(at, ...range);
      const half = (range[0] + start) / 2;
      const beforeHalf = range[0] < range[1] ? within < half : within > half;
      if (zero !== null && beforeHalf) return 0;
      return scale.invert(clamp(within, start, range[1]));
    },
    ticks: zero === null ? ticks : [...named([0], () => zero, axis), ...ticks],
    zero
  };
}

/** Powers of the base within the domain, every second or third one where there are many; 1-2-5 where there are few. */
function powers([low, high]: readonly [number, number], base: number, count: number): number[] {
  const first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
  const last = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
  const exponents = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (base === 10 && exponents.length < 3) {
    return [first - 1, ...exponents].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e));
  }
  const step = Math.ceil(exponents.length / Math.max(count, 2));
  // Counted from the last, the one that readers look for.
  return exponents.filter((e) => (last - e) % step === 0).map((e) => base ** e);
}

const inside = (ticks: readonly number[], [low, high]: readonly [number, number]) =>
  ticks.filter((tick) => tick >= low * (1 - 1e-12) && tick <= high * (1 + 1e-12));

const named = (ticks: readonly number[], place: (value: number) => number, axis: Axis): Tick[] => {
  const texts = formatTicks(ticks, axis.format);
  return ticks.map((value, i) => ({ value, at: place(value), text: texts[i]! }));
};
