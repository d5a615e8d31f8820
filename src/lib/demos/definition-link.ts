// The keys under which the links of several demos hold a definition of "memorized".
import * as v from 'valibot';
import { ASKED, CONTEXTS, PRESETS, type Definition } from '#lib/measures/definition.ts';
import { linkOf, number, whole, within, type Key } from './link.ts';

export const NEAR = { min: 0, max: 0.9, step: 0.05 } as const;
export const TOKENS = { min: 1, max: ASKED } as const;
export const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5] as const;
export const SAMPLES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;
export const PROBABILITIES = [0.001, 0.01, 0.1, 0.5, 0.9, 0.999] as const;

interface Holder {
  definition: Definition;
}

/** A portion in one of its units: where it is in the other one, the key has no value. */
const portion = <S extends Holder>(
  unit: Definition['portion']['unit'],
  schema: v.GenericSchema<string, number>
): Key<S> => ({
  key: unit,
  schema,
  when: ({ definition }) => definition.portion.unit === unit,
  get: ({ definition: { portion } }) => (portion.unit === unit ? portion.value : null),
  set: ({ definition }, value) => {
    if (typeof value === 'number') definition.portion = { unit, value };
  }
});

/** A clause that stands in the definition under its key. */
const clause = <S extends Holder, C extends 'means' | 'given' | 'near' | 'n' | 'p'>(
  key: C,
  schema: v.GenericSchema<string, Definition[C]>
): Key<S> => ({
  key,
  schema: schema as v.GenericSchema<string, string | number>,
  get: ({ definition }) => definition[key],
  set: ({ definition }, value) => void (definition[key] = value as Definition[C])
});

/** The clauses of a definition, with or without how many tokens are given. */
export const clauses = <S extends Holder>({ given }: { given: boolean }): Key<S>[] => [
  clause('means', v.picklist(['greedy', 'sample'])),
  ...(given ? [clause<S, 'given'>('given', v.pipe(number, v.picklist(CONTEXTS)))] : []),
  clause('near', within(NEAR)),
  // Of a share and tokens in one link the tokens are taken: they are read after it.
  portion('share', v.pipe(number, v.picklist(SHARES))),
  portion('tokens', whole(TOKENS)),
  clause('n', v.pipe(number, v.picklist(SAMPLES))),
  clause('p', v.pipe(number, v.picklist(PROBABILITIES)))
];

const usual = { definition: PRESETS[0]!.definition };
const bench = linkOf(() => ({ usual, keys: clauses({ given: true }) }));
const work = linkOf(() => ({ usual, keys: clauses({ given: false }) }));

/** The fragment with which the definition bench begins with a definition. */
export const benchLink = (definition: Definition): string => bench.format({ definition });

/** The fragment with which a whole work is held against a definition. */
export const workLink = (definition: Definition): string => work.format({ definition });
