import { quoted, readLink, VERSION } from '../link.ts';

/**
 * Reads the chosen stage from a link's fragment. What cannot be used is replaced by `usual` and named in `complaints`,
 * in sentences for the reader.
 */
export function parseState(
  fragment: string,
  stages: readonly string[],
  usual: string
): { stage: string; complaints: string[] } {
  const { params, complaints } = readLink(fragment);
  const stage = params.get('stage');
  if (stage !== null && !stages.includes(stage))
    complaints.push(`There is no stage ${quoted(stage)}; another is shown.`);
  return { stage: stage !== null && stages.includes(stage) ? stage : usual, complaints };
}

/** The fragment of a link to a stage, without the `#`. */
export const formatState = (stage: string): string => new URLSearchParams({ v: VERSION, stage }).toString();
