// What a course system keeps of a student between two visits: one text, `cmi.suspend_data`, of 4,096 characters at most.
import { isLink } from '#lib/demos/link.ts';

/** The most characters that SCORM 1.2 promises. */
export const MOST = 4096;

export interface Kept {
  /** The state of the demo, as a link holds it; empty for its usual one. */
  at: string;
  /** Answers as they were given, by question. */
  answers: Record<string, string>;
  /** Codes of what was drawn or taught in the demo, by what they answer. */
  codes: Record<string, string>;
}

export const NOTHING: Kept = { at: '', answers: {}, codes: {} };

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === 'string');

/** What was kept; null where the text is none of ours, or damaged. An empty text is a first visit. */
export function readKept(text: string): Kept | null {
  if (text === '') return NOTHING;
  try {
    const { v, at, answers, codes } = JSON.parse(text) as Record<string, unknown>;
    if (v !== 1 || typeof at !== 'string' || !isTexts(answers) || !isTexts(codes)) return null;
    return { at: isLink(`#${at}`) ? at : '', answers, codes };
  } catch {
    return null;
  }
}

/** In ASCII: some systems count bytes. */
const written = (kept: Kept) =>
  JSON.stringify({ v: 1, ...kept }).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  );

/**
 * The text to keep. What does not fit is left out, the state of the demo first, then its codes, so that answers remain.
 *
 * @returns the text, and what was left out of it
 */
export function writeKept(kept: Kept): { text: string; left: 'nothing' | 'state' | 'codes' | 'all' } {
  const tries = [
    ['nothing', kept],
    ['state', { ...kept, at: '' }],
    ['codes', { ...kept, at: '', codes: {} }]
  ] as const;
  for (const [left, less] of tries) {
    const text = written(less);
    if (text.length < MOST) return { text, left };
  }
  return { text: '', left: 'all' };
}
