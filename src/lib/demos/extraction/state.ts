import * as v from 'valibot';
import { linkOf, number, whole, type Table } from '#lib/demos/link.ts';
import { AXES, ORDERS, type AxisName, type Order } from './attack.ts';

/** How samples begin: from the start token; so, at a temperature that falls; or with words of an address. */
export const STRATEGIES = ['top', 'decay', 'prompts'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** How many samples can be asked for. */
export const SIZES = [128, 256, 512, 1024, 2048, 4096] as const;

/** What is asked and how it is looked at: all that a link holds. */
export interface State {
  model: string;
  strategy: Strategy;
  samples: number;
  seed: number;
  /** The axes of the plot. */
  x: AxisName;
  y: AxisName;
  /** The ranking in which samples are listed. */
  rank: Order;
}

export interface Known {
  models: readonly string[];
  usual: State;
}

/** @param known what there is where the link is read */
export const link = linkOf((known: Known): Table<State> => ({
  usual: known.usual,
  keys: [
    {
      key: 'model',
      schema: v.picklist(known.models),
      always: true,
      complaint: (said) => `There is no model ${said} here; another takes its place.`
    },
    { key: 'strategy', schema: v.picklist(STRATEGIES) },
    { key: 'samples', schema: v.pipe(number, v.picklist(SIZES)) },
    { key: 'seed', schema: whole({ min: 0, max: 9999 }) },
    { key: 'x', schema: v.picklist(AXES) },
    { key: 'y', schema: v.picklist(AXES) },
    { key: 'rank', schema: v.picklist(ORDERS) }
  ]
}));

export const { parse: parseState, format: formatState, same: sameState } = link;
