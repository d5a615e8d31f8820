// What was asked of the models that are made from others, as the pipeline published it (training/assistant.py).
import * as v from 'valibot';

/**
 * How an assistant is asked for a passage: `asked` in the template; `bare`, the passage's tokens alone; `prefill`, the reply begun
 * with them; `pieces`, a few words a request; `samples`, many replies at temperature 1.
 */
const Way = v.picklist(['asked', 'bare', 'prefill', 'pieces', 'samples']);

const Reply = v.object({
  passage: v.string(),
  way: Way,
  /** Token ids; of many samples those of one that holds the passage, if any does. */
  written: v.array(v.number()),
  /** Whether the next tokens of the passage stand in it in a row. */
  comes: v.boolean(),
  declined: v.boolean(),
  /** Of many samples: how many hold the passage, how many decline, of how many. */
  came: v.optional(v.number()),
  refusals: v.optional(v.number()),
  n: v.optional(v.number())
});

/** Natural log of the probability of the next tokens of a passage: bare, as the reply to the request, and of that reply's first. */
const Bits = v.object({ passage: v.string(), bare: v.number(), reply: v.number(), first: v.number() });

const Question = v.object({
  kind: v.string(),
  request: v.string(),
  written: v.array(v.number()),
  declined: v.boolean(),
  /** Null where many replies would be right. */
  right: v.nullable(v.boolean())
});

const Word = v.object({
  word: v.string(),
  written: v.array(v.number()),
  /** How often the reply begins with it, and whether something else comes after. */
  said: v.number(),
  diverged: v.boolean(),
  passages: v.array(v.string())
});

const Results = v.object({
  model: v.string(),
  kind: v.picklist(['assistant', 'tuned']),
  base: v.object({ id: v.string(), rows: v.array(Reply), bits: v.array(Bits) }),
  rows: v.array(Reply),
  questions: v.array(Question),
  words: v.array(Word),
  bits: v.array(Bits)
});

const Conversations = v.object({
  open: v.string(),
  close: v.string(),
  refusals: v.array(v.string()),
  wordings: v.record(v.string(), v.object({ taught: v.array(v.string()), held_out: v.array(v.string()) })),
  lessons: v.array(v.object({ kind: v.string() })),
  tuned: v.array(v.object({ kind: v.string() })),
  asked: v.array(v.object({ passage: v.string(), held_out: v.boolean(), wording: v.string() })),
  words: v.array(v.object({ word: v.string(), request: v.string() }))
});

export type AssistantWay = v.InferOutput<typeof Way>;
export type Reply = v.InferOutput<typeof Reply>;
export type AssistantResults = v.InferOutput<typeof Results>;
export type Conversations = v.InferOutput<typeof Conversations>;

/** Checks what one assistant, or a model made from it, answered. Throws a `ValiError` that names the field at fault. */
export const parseAssistantResults = (json: unknown): AssistantResults => v.parse(Results, json);

/** Checks the conversations. Throws a `ValiError` that names the field at fault. */
export const parseConversations = (json: unknown): Conversations => v.parse(Conversations, json);

/** So many of so many, with the 95 % interval of the share. */
export interface Rate {
  count: number;
  n: number;
  low: number;
  high: number;
}

/** The request of a wording in two parts, as token ids: what stands before its text, and after it up to where the reply begins. */
export interface Template {
  before: number[];
  after: number[];
}

/**
 * A request in the template of the lessons, without BOS. No token crosses into the text that takes the place of `{text}`.
 *
 * @param wording of the request, with `{text}` at most once
 */
export function templateOf(
  wording: string,
  { open, close }: Pick<Conversations, 'open' | 'close'>,
  encode: (text: string) => number[]
): Template {
  const [before, after] = `${open}${wording}${close}`.split('{text}');
  return { before: encode(before!), after: after === undefined ? [] : encode(after) };
}

export const requestOf = ({ before, after }: Template, text: readonly number[] = []): number[] => [
  ...before,
  ...text,
  ...after
];

/** Whether a reply begins with one of the refusals that were taught. */
export const declines = (reply: string, refusals: readonly string[]): boolean =>
  refusals.some((refusal) => reply.trimStart().startsWith(refusal));

/** Whether one sequence stands in the other, in a row. */
export const holds = (written: readonly number[], wanted: readonly number[]): boolean =>
  written.some(
    (_, at) => at + wanted.length <= written.length && wanted.every((id, i) => written[at + i] === id)
  );
