import { quoted, readLink, VERSION } from '../link.ts';

/** What a link holds: which passage, and which model is looked at closely. */
export interface ClozeState {
  passage: string;
  model: string;
}

export interface Known {
  passages: readonly string[];
  models: readonly string[];
}

/**
 * Reads the state from a link's fragment. Whatever cannot be used is replaced by its value in `usual` and named in
 * `complaints`, in sentences for the reader; nothing throws.
 */
export function parseState(
  fragment: string,
  known: Known,
  usual: ClozeState
): { state: ClozeState; complaints: string[] } {
  const { params, complaints } = readLink(fragment);
  const take = (key: keyof ClozeState, ids: readonly string[], complaint: (id: string) => string) => {
    const id = params.get(key);
    if (id === null) return usual[key];
    if (ids.includes(id)) return id;
    complaints.push(complaint(quoted(id)));
    return usual[key];
  };
  const passage = take(
    'passage',
    known.passages,
    (id) => `There is no passage ${id} with a name to guess here; another takes its place.`
  );
  const model = take('model', known.models, (id) => `There is no model ${id} here; another takes its place.`);
  return { state: { passage, model }, complaints };
}

/** The fragment of a link to this state, without the `#`. */
export function formatState({ passage, model }: ClozeState): string {
  return new URLSearchParams({ v: VERSION, passage, model }).toString();
}
