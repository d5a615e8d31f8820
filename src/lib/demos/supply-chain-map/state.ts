import * as v from 'valibot';
import { linkOf, type Table } from '../link.ts';

/** The chosen stage: all that a link holds. */
export interface MapState {
  stage: string;
}

/**
 * @param stages the ids of the stages that there are
 * @param usual the one that is shown where a link names none
 */
export const link = linkOf((stages: readonly string[], usual: string): Table<MapState> => ({
  usual: { stage: usual },
  keys: [
    {
      key: 'stage',
      schema: v.picklist(stages),
      always: true,
      complaint: (said) => `There is no stage ${said}; another is shown.`
    }
  ]
}));

export const { parse: parseState, format: formatState } = link;
