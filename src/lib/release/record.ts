import * as v from 'valibot';

const Alternative = v.object({ id: v.number(), text: v.string(), logprob: v.number() });

const TokenTrace = v.object({
  id: v.number(),
  /** Decoded alone; `\ufffd` where the token ends within a character. */
  text: v.string(),
  /** Natural log of its probability. */
  logprob: v.number(),
  /** 1 = most likely. */
  rank: v.number(),
  /** Of the distribution it was drawn from, in nats. */
  entropy: v.number(),
  /** The ten most likely tokens here, best first. */
  top: v.array(Alternative)
});

/** A token of which its text alone was recorded. */
const Word = v.object({ id: v.number(), text: v.string() });

const Source = v.object({
  document: v.string(),
  /** Token offset within the document. */
  at: v.number(),
  copies: v.number()
});

const Span = v.object({
  /** Token offsets in the completion; end exclusive. */
  start: v.number(),
  end: v.number(),
  kind: v.picklist(['verbatim', 'near']),
  /** Occurrences in the training data, counted with multiplicity. */
  copies: v.number(),
  /** At most five, most copied first. */
  sources: v.array(Source)
});

const Decoding = v.object({
  method: v.picklist(['greedy', 'sample']),
  temperature: v.number(),
  /** 0 = off. */
  top_k: v.number(),
  /** 1 = off. */
  top_p: v.number(),
  seed: v.number(),
  max_tokens: v.number()
});

/** What was asked, of which model, and what it answered: recorded by the pipeline or made by the reader, one format. */
const CompletionRecord = v.object({
  version: v.literal(1),
  origin: v.picklist(['recorded', 'live']),
  release: v.string(),
  model: v.string(),
  dtype: v.string(),
  runtime: v.string(),
  /** The planted passage whose opening the prompt is. */
  passage: v.nullable(v.string()),
  prompt: v.object({ text: v.string(), ids: v.array(v.number()) }),
  decoding: Decoding,
  /** Every token after the prompt, those kept from an earlier completion when the reader branched among them. */
  tokens: v.array(v.union([TokenTrace, Word])),
  stopped: v.picklist(['length', 'context', 'eos', 'user', 'error']),
  spans: v.optional(v.array(Span))
});

export type Alternative = v.InferOutput<typeof Alternative>;
/** One token as the model saw it; all numbers from the whole softmax, before temperature. */
export type TokenTrace = v.InferOutput<typeof TokenTrace>;
/** A token of a completion, with what the model made of it where that is known. */
export type Token = TokenTrace | v.InferOutput<typeof Word>;
/** Whether it is known what the model made of a token. */
export const isTraced = (token: Token): token is TokenTrace => 'logprob' in token;
/** Where a stretch of a completion stands in the training data. */
export type Span = v.InferOutput<typeof Span>;
export type CompletionRecord = v.InferOutput<typeof CompletionRecord>;
export type StopReason = Exclude<CompletionRecord['stopped'], 'error'>;

/** How to choose the next token. `topK` 0 and `topP` 1 are off; the seed matters to sampling alone. */
export interface Decoding {
  method: 'greedy' | 'sample';
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  maxTokens: number;
}

/** Checks the pipeline's `records.json`. Throws a `ValiError` that names the field at fault. */
export function parseRecords(json: unknown): CompletionRecord[] {
  return v.parse(v.object({ records: v.array(CompletionRecord) }), json).records;
}
