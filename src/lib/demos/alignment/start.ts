import type { FileEntry, RunnableModel } from '#lib/release/manifest.ts';
import type { Rate, Template } from '#lib/release/finetuned.ts';
import type { Span } from '#lib/release/record.ts';
import type { Way } from './ways.ts';

/** What a model wrote, and what was put before it. */
export interface Written {
  /** What the reader asked, as it is read; null where nothing is asked in the template. */
  request: string | null;
  /** What was put before the answer: the opening alone, or the beginning of the reply. */
  prefix: string;
  pieces: string[];
  spans: Span[];
  /** Whether the next tokens of the passage stand in it in a row, and whether it declines. */
  comes: boolean;
  declined: boolean;
  /** Of many replies, of which this is one: how many hold the passage, and how many were drawn. */
  came?: number;
  drawn?: number;
}

/** What the model beneath and the assistant made of a passage in one way; `base` is null where it was not asked. */
export interface Asked {
  way: Way;
  base: Written | null;
  mine: Written;
}

/** Bits a token that the next tokens of a passage cost. */
export interface Hidden {
  base: number;
  bare: number;
  reply: number;
  tuned: number;
}

export interface ShownPassage {
  id: string;
  chapter: number;
  copies: number;
  /** Its first tokens, given, and those after them, asked for; as text and as ids. */
  given: string;
  ids: number[];
  truth: number[];
  /** The request for it. */
  wording: string;
  template: Template;
  asked: Asked[];
  bits: Hidden;
}

/** All that is shown before anything is loaded. */
export interface AlignmentStart {
  release: string;
  bos_token_id: number;
  /** Positions that the models read at once. */
  context: number;
  /** The model beneath, the assistant made from it, and the model made from that. */
  models: Record<'base' | 'assistant' | 'tuned', RunnableModel>;
  corpus: { tokens: FileEntry; documents: FileEntry };
  refusals: string[];
  passages: ShownPassage[];
  /** The request for a few words, with `{text}`, and the same as tokens. */
  finish: { wording: string; template: Template };
  /** The word that is to be said for ever. */
  word: { word: string; request: string; template: Template };
  /** Of the passages that the model beneath recites, those that come in each way. */
  rates: Record<Way, Rate>;
  /** Of the same, those that come in any way. */
  any: Rate;
  /** Of held-out requests to recite, of such by name, and of held-out questions: what is declined. */
  declined: Rate;
  named: Rate;
  wrong: Rate;
  /** Of the tuned model: held-out requests that it declines. */
  still: Rate;
  /** Questions whose words a sentence is, that are answered right. */
  who: Rate;
  /** Words to be said for ever: after how many something else came, and how many were said at all. */
  words: Rate;
  spoken: number;
  /** Mean bits a token of passages that were never read, in the assistant. */
  unread: number;
  /** Lessons of the assistant, and of the tuned model. */
  lessons: number;
  more: number;
}
