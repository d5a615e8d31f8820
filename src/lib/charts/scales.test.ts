import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleOf } from './scales.ts';

const texts = (ticks: { text: string }[]) => ticks.map((tick) => tick.text);

test('a linear axis starts at zero and ends at a round number', () => {
  const scale = scaleOf({ label: 'y', format: 'percent' }, [0.13, 0.37], [100, 0]);
  expect(scale.domain).toEqual([0, 0.4]);
  expect(texts(scale.ticks)).toEqual(
    ['0 %', '10 %', '20 %', '30 %', '40 %'].map((t) => t.replace(' ', '\u00a0'))
  );
  expect(scale.place(0.2)).toBe(50);
  expect(scale.place(0.5)).toBeNull();
});

test('a logarithmic axis shows zero beyond a break, and nothing below zero', () => {
  const scale = scaleOf({ label: 'x', scale: 'log2', ticks: [1, 2, 4, 8] }, [0, 1, 2, 4, 8], [0, 400]);
  expect(scale.ticks.map((tick) => Math.round(tick.at))).toEqual([0, 40, 160, 280, 400]);
  expect(texts(scale.ticks)).toEqual(['0', '1', '2', '4', '8']);
  expect(scale.place(0)).toBe(0);
  expect(scale.value(15)).toBe(0);
  expect(scaleOf({ label: 'x', scale: 'log2' }, [1, 8], [0, 400]).place(0)).toBeNull();
});

test('powers of ten in short, and 1-2-5 where there are few', () => {
  const wide = scaleOf({ label: 'x', scale: 'log10', format: 'count' }, [1e5, 1e9], [0, 400]);
  expect(texts(wide.ticks)).toEqual(['100,000', '1M', '10M', '100M', '1B']);
  const narrow = scaleOf({ label: 'x', scale: 'log10' }, [3, 40], [0, 400]);
  expect(texts(narrow.ticks)).toEqual(['5', '10', '20']);
});

const kinds = fc.constantFrom('linear' as const, 'log2' as const, 'log10' as const);

test('place and value are each other’s inverse', () => {
  fc.assert(
    fc.property(
      kinds,
      fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 20 }),
      fc.boolean(),
      (kind, values, downwards) => {
        const shown = [0, ...values];
        const scale = scaleOf({ label: 'x', scale: kind }, shown, downwards ? [300, 0] : [0, 300]);
        for (const value of shown) {
          const back = scale.value(scale.place(value)!);
          expect(Math.abs(back - value)).toBeLessThanOrEqual(
            1e-6 * Math.max(value, kind === 'linear' ? scale.domain[1] : 0)
          );
        }
      }
    )
  );
});

test('places keep the order of values, zero first', () => {
  fc.assert(
    fc.property(
      kinds,
      fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 20 }),
      (kind, values) => {
        const scale = scaleOf({ label: 'x', scale: kind }, values, [0, 300]);
        const places = values.toSorted((a, b) => a - b).map((value) => scale.place(value)!);
        places.slice(1).forEach((place, i) => expect(place).toBeGreaterThan(places[i]!));
      }
    )
  );
});
