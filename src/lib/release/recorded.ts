// The published answers as compact files: what every model of the page made of every passage, without a model.
import * as v from 'valibot';
import type { DownloadOptions, RemoteFile } from '#lib/worker/download.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import { Condition, type Passage } from './passages.ts';
import type { CompletionRecord, Span, Token, TokenTrace } from './record.ts';
import { Vocabulary } from './vocabulary.ts';

/** Two digits of base 64 a token. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

/** Token ids as a text. Throws for an id that two digits do not hold. */
export function packIds(ids: readonly number[]): string {
  return ids
    .map((id) => {
      if (!(id >= 0 && id < DIGITS.length ** 2)) throw new Error(`Token ${id} does not fit into two digits.`);
      return DIGITS[Math.floor(id / DIGITS.length)]! + DIGITS[id % DIGITS.length]!;
    })
    .join('');
}

/** Token ids of such a text. */
export function unpackIds(text: string): number[] {
  return Array.from(
    { length: text.length / 2 },
    (_, i) => VALUES.get(text[2 * i]!)! * DIGITS.length + VALUES.get(text[2 * i + 1]!)!
  );
}

const Ids = v.pipe(v.string(), v.regex(/^([\w-]{2})*$/));
const Sum = { bytes: v.number(), sha256: v.pipe(v.string(), v.hexadecimal()) };

/** A span as its numbers: start, end, whether near-verbatim, copies; then document, place and copies of each source. */
const PackedSpan = v.tuple([
  v.number(),
  v.number(),
  v.boolean(),
  v.number(),
  v.array(v.tuple([v.string(), v.number(), v.number()]))
]);

/** A token's numbers: log-probability, rank, entropy; the ids of the likeliest tokens, and their log-probabilities. */
const PackedTrace = v.tuple([v.number(), v.number(), v.number(), Ids, v.array(v.number())]);

/** What one model made of a passage, by context. */
const Answers = v.object({
  /** The greedy continuation, as ids; the BOS token at the end where the model would begin another text. */
  tokens: v.array(Ids),
  /** Natural log of the probability of the true continuation. */
  logprobs: v.array(v.number()),
  /** What of the continuation stands in the model's training data, by the place of the context; left out where nothing does. */
  spans: v.record(v.string(), v.array(PackedSpan)),
  /** The numbers of each token, of those that were recorded with them. */
  traces: v.optional(v.record(v.string(), v.array(PackedTrace)))
});

const Answered = v.object({
  id: v.string(),
  condition: Condition,
  copies: v.number(),
  level: v.nullable(v.number()),
  chapter: v.nullable(v.number()),
  ids: Ids,
  /** Tokens asked for, by tokens given. */
  asked: v.array(v.tuple([v.number(), v.number()])),
  models: v.record(v.string(), Answers)
});

/** Some passages with all that was made of them. */
export const Bundle = v.object({
  passages: v.array(Answered),
  /** What readers call the documents that the spans are traced to. */
  titles: v.record(v.string(), v.string())
});

/** What all bundles share, and where they are. */
export const Catalogue = v.object({
  release: v.string(),
  /** What computed the answers. */
  runtime: v.string(),
  /** The name of every token, by id, as the tokenizer has it. */
  tokens: v.array(v.string()),
  /** Begins a text, and so ends the one before it; it has no text of its own. */
  bos: v.number(),
  /** The passages in the order of the planting table, those of one condition together. */
  groups: v.array(
    v.object({
      condition: Condition,
      copies: v.number(),
      level: v.nullable(v.number()),
      passages: v.array(v.string())
    })
  ),
  bundles: v.array(v.object({ passages: v.array(v.string()), ...Sum })),
  openings: v.object(Sum)
});

/** The first words of every passage, by its id. */
export const Openings = v.record(v.string(), v.string());

export type Bundle = v.InferOutput<typeof Bundle>;
export type Catalogue = v.InferOutput<typeof Catalogue>;
export type Openings = v.InferOutput<typeof Openings>;
type Answered = v.InferOutput<typeof Answered>;

/** A passage with its text and what was recorded of it. */
export interface RecordedPassage {
  passage: Passage;
  /** Tokens asked for, by tokens given. */
  asked: ReadonlyMap<number, number>;
  answers: Answered['models'];
}

/** A greedy completion to be looked up. */
export interface Question {
  model: string;
  /** Tokens of the passage that are given. */
  context: number;
  /** Tokens wanted. */
  maxTokens: number;
}

const WHAT = 'the recorded completions';

/** The recorded completions of a release: fetched by need, each file once. */
export class Recorded {
  #at: (name: string) => RemoteFile['url'];
  #file: RemoteFile;
  #catalogue: Promise<Catalogue> | undefined;
  #openings: Promise<Openings> | undefined;
  #bundles = new Map<string, Promise<void>>();
  #passages = new Map<string, RecordedPassage>();
  #titles: Record<string, string> = {};
  #vocabulary: Vocabulary | null = null;
  #runtime = '';
  #bos = 0;

  /**
   * @param catalogue the file that all others are named in
   * @param at the address of another file beside it
   */
  constructor(catalogue: RemoteFile, at: (name: string) => string) {
    this.#file = catalogue;
    this.#at = at;
  }

  /** Fetches what all bundles share. Throws a `DownloadError` whose message is for readers; then it can be asked again. */
  catalogue(options?: DownloadOptions): Promise<Catalogue> {
    return (this.#catalogue ??= downloadJson(this.#file, WHAT, Catalogue, options)
      .then((catalogue) => {
        const vocab = Object.fromEntries(catalogue.tokens.map((name, id) => [name, id]));
        this.#vocabulary = new Vocabulary({
          model: { vocab },
          added_tokens: [{ id: catalogue.bos }]
        });
        this.#runtime = catalogue.runtime;
        this.#bos = catalogue.bos;
        return catalogue;
      })
      .catch((error: unknown) => {
        this.#catalogue = undefined;
        throw error;
      }));
  }

  /** Fetches the openings of all passages. Throws like `catalogue`. */
  openings(options?: DownloadOptions): Promise<Openings> {
    return (this.#openings ??= this.catalogue(options)
      .then(({ openings }) =>
        downloadJson(
          { ...openings, url: this.#at('openings.json') },
          'the list of openings',
          Openings,
          options
        )
      )
      .catch((error: unknown) => {
        this.#openings = undefined;
        throw error;
      }));
  }

  /** Fetches a passage with what was recorded of it; null where the release has none of that name. Throws like `catalogue`. */
  async load(id: string, options?: DownloadOptions): Promise<RecordedPassage | null> {
    const { bundles } = await this.catalogue(options);
    const at = bundles.findIndex(({ passages }) => passages.includes(id));
    if (at < 0) return null;
    const name = `${at}.json`;
    const { bytes, sha256 } = bundles[at]!;
    const coming =
      this.#bundles.get(name) ??
      downloadJson({ bytes, sha256, url: this.#at(name) }, WHAT, Bundle, options).then((bundle) =>
        this.#take(bundle)
      );
    this.#bundles.set(name, coming);
    try {
      await coming;
    } catch (error) {
      this.#bundles.delete(name);
      throw error;
    }
    return this.passage(id);
  }

  #take({ passages, titles }: Bundle): void {
    Object.assign(this.#titles, titles);
    for (const { id, condition, copies, level, chapter, ids, asked, models } of passages) {
      const token_ids = unpackIds(ids);
      const text = this.decode(token_ids);
      this.#passages.set(id, {
        passage: { id, condition, copies, level, chapter, token_ids, text },
        asked: new Map(asked),
        answers: models
      });
    }
  }

  /** A passage that has come; null before. */
  passage(id: string): RecordedPassage | null {
    return this.#passages.get(id) ?? null;
  }

  /** What readers call a document that a span is traced to. */
  title(document: string): string | undefined {
    return this.#titles[document];
  }

  /** Whether texts can be written: from the catalogue on. */
  get letters(): boolean {
    return this.#vocabulary !== null;
  }

  /** The text of token ids, once the catalogue has come. */
  decode(ids: readonly number[]): string {
    return this.#vocabulary?.decode(ids) ?? '';
  }

  /**
   * The recorded completion of a passage that has come, as far as it was recorded: `decoding.max_tokens` says how far that
   * is. Null where nothing was recorded of that model or so many tokens given.
   */
  find(
    id: string,
    { model, context, maxTokens }: Question,
    { dtype, release }: Pick<CompletionRecord, 'dtype' | 'release'>
  ): CompletionRecord | null {
    const recorded = this.passage(id);
    const answers = recorded?.answers[model];
    if (!recorded || !answers) return null;
    const place = [...recorded.asked.keys()].indexOf(context);
    if (place < 0) return null;
    const asked = recorded.asked.get(context)!;
    const all = unpackIds(answers.tokens[place]!);
    const ended = all.at(-1) === this.#bos;
    const whole = ended ? all.slice(0, -1) : all;
    const ids = whole.slice(0, maxTokens);
    const traces = answers.traces?.[place];
    const given = recorded.passage.token_ids.slice(0, context);
    return {
      version: 1,
      origin: 'recorded',
      release,
      model,
      dtype,
      runtime: this.#runtime,
      passage: id,
      prompt: { text: this.decode(given), ids: given },
      decoding: {
        method: 'greedy',
        temperature: 1,
        top_k: 0,
        top_p: 1,
        seed: 0,
        max_tokens: Math.min(asked, maxTokens)
      },
      tokens: ids.map((id, i) => this.#token(id, traces?.[i])),
      stopped: ended && whole.length < maxTokens ? 'eos' : 'length',
      // Of a part nothing was counted.
      ...(ids.length === whole.length && { spans: (answers.spans[place] ?? []).map(unpackSpan) })
    };
  }

  /** Natural log of the probability that a model gave the true continuation; null where none was recorded. */
  logprob(id: string, { model, context }: Pick<Question, 'model' | 'context'>): number | null {
    const recorded = this.passage(id);
    const place = [...(recorded?.asked.keys() ?? [])].indexOf(context);
    return recorded?.answers[model]?.logprobs[place] ?? null;
  }

  #token(id: number, trace: v.InferOutput<typeof PackedTrace> | undefined): Token {
    const text = this.decode([id]);
    if (!trace) return { id, text };
    const [logprob, rank, entropy, likeliest, logprobs] = trace;
    const top = unpackIds(likeliest).map((id, i) => ({ id, text: this.decode([id]), logprob: logprobs[i]! }));
    return { id, text, logprob, rank, entropy, top };
  }
}

const unpackSpan = ([start, end, near, copies, sources]: v.InferOutput<typeof PackedSpan>): Span => ({
  start,
  end,
  kind: near ? 'near' : 'verbatim',
  copies,
  sources: sources.map(([document, at, copies]) => ({ document, at, copies }))
});

/** A span as its numbers. */
export const packSpan = ({ start, end, kind, copies, sources }: Span): v.InferInput<typeof PackedSpan> => [
  start,
  end,
  kind === 'near',
  copies,
  sources.map(({ document, at, copies }) => [document, at, copies])
];

/** A token's numbers. */
export const packTrace = ({ logprob, rank, entropy, top }: TokenTrace): v.InferInput<typeof PackedTrace> => [
  logprob,
  rank,
  entropy,
  packIds(top.map(({ id }) => id)),
  top.map(({ logprob }) => logprob)
];
