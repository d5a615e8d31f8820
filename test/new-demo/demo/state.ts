import * as v from 'valibot';
import { linkOf, type Table } from '#lib/demos/link.ts';

/** The chosen model: all that a link holds. */
export interface State {
  model: string;
}

/** @param models the ids of the models that there are, the usual one first */
export const link = linkOf((models: readonly string[]): Table<State> => ({
  usual: { model: models[0]! },
  keys: [
    {
      key: 'model',
      schema: v.picklist(models),
      complaint: (said) => `There is no model ${said}; another is shown.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
