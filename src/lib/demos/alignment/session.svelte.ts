import { Corpus } from '#lib/corpus/client.svelte.ts';
import { corpusCost, labCorpus } from '#lib/corpus/lab.ts';
import { asRecorded } from '#lib/demos/as-recorded.ts';
import { loadingWith } from '#lib/demos/loading.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import { costOf, LanguageModel } from '#lib/lm/client.svelte.ts';
import { declines, holds, requestOf } from '#lib/release/finetuned.ts';
import { greedy } from '#lib/release/greedy.ts';
import type { Decoding } from '#lib/release/record.ts';
import type { AlignmentStart, Asked, ShownPassage, Written } from './start.ts';
import { formatState, parseState, type State } from './state.ts';
import { ASKED, AT_ONCE, inPieces, LENGTH, MARKED, PIECE, SAMPLES, type Way } from './ways.ts';
import { finding } from './words.ts';

/** One of the two columns: the model beneath, and the one that is asked in the chosen way. */
export interface Side {
  /** What was written; null where nothing was, here or when it was recorded. */
  written: Written | null;
  origin: 'recorded' | 'live, writing' | 'live, stopped' | 'live';
}

/** An answer in the reader's browser. */
interface Run {
  written: Written;
  status: 'writing' | 'stopped' | 'whole';
}

type Which = 'base' | 'mine';

/** What is written, token by token, and whether it came to its end. */
interface Text {
  ids: number[];
  pieces: string[];
  whole: boolean;
}

/** At temperature 1 over the whole vocabulary, as the recorded replies were drawn. */
const drawing = (seed: number, maxTokens: number): Decoding => ({
  method: 'sample',
  temperature: 1,
  topK: 0,
  topP: 1,
  seed,
  maxTokens
});

/** The demo at work: what is asked in which way, and what the models wrote in the reader's browser. */
export class Session extends Press<'writing'> {
  readonly start: AlignmentStart;
  readonly lms: Record<Which, LanguageModel>;
  readonly corpus: Corpus;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** How many replies have been drawn. */
  drawn = $state(0);

  /** By what was asked, and of which model. */
  #runs = $state.raw<Readonly<Record<string, Run>>>({});
  /** Draws anew with every press. */
  #seed: number;

  /** @param lms and @param corpus are what answers, @param seed of the first draw; for tests */
  constructor(
    start: AlignmentStart,
    lms = { base: new LanguageModel(), mine: new LanguageModel() },
    corpus = new Corpus(labCorpus(start.corpus)),
    seed = Math.floor(Math.random() * 2 ** 31)
  ) {
    super();
    this.start = start;
    this.lms = lms;
    this.corpus = corpus;
    this.#seed = seed;
    this.#known = start.passages.map(({ id }) => id);
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(
    () => this.fragment === formatState(this.#usual, this.#known) && Object.keys(this.#runs).length === 0
  );
  passage = $derived.by((): ShownPassage =>
    this.start.passages.find(({ id }) => id === this.settings.passage)!
  );
  recorded = $derived.by((): Asked => this.passage.asked.find(({ way }) => way === this.settings.way)!);
  /** The model beneath, where it is asked in this way, and the other one. */
  sides = $derived.by(() => ({
    base: this.recorded.base && this.#side('base', this.recorded.base),
    mine: this.#side('mine', this.recorded.mine)
  }));
  finding = $derived.by(() => finding(this.start, this.settings.way));

  /** What is being done, apart from what loads; empty at rest. */
  doing = $derived.by(() => {
    if (!this.busy) return '';
    if (this.settings.way === 'samples' && this.drawn > 0)
      return `${this.drawn} of at most ${SAMPLES} replies are drawn.`;
    return 'The models are writing.';
  });

  /** How far the download is; null while there is none. */
  loading = $derived.by(() => loadingWith(Object.values(this.lms), this.corpus));
  /** Bytes that running the models takes from the network now. */
  cost = $derived.by(() => {
    const { base, mine } = this.#models;
    const models = this.recorded.base ? [base, mine] : [mine];
    return costOf(models, Object.values(this.lms)) + corpusCost(this.corpus, this.start.corpus);
  });

  get #models() {
    const { base, assistant, tuned } = this.start.models;
    return { base, mine: this.settings.way === 'tuned' ? tuned : assistant };
  }

  choose(change: Partial<State>): void {
    this.stop();
    this.clear();
    this.settings = { ...this.settings, ...change };
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.choose(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what ran is forgotten. */
  reset(): void {
    this.choose(this.#usual);
    this.complaints = [];
    this.#runs = {};
  }

  /** Asks both models, in the chosen way. Whatever goes wrong is said in `trouble`. */
  async run(): Promise<void> {
    const { base, mine } = this.#models;
    const { way } = this.settings;
    const recorded = this.recorded;
    await this.press(
      'writing',
      async (current) => {
        this.drawn = 0;
        await Promise.all([
          recorded.base && this.lms.base.load(base),
          this.lms.mine.load(mine),
          this.corpus.load()
        ]);
        const sides: Which[] = recorded.base ? ['base', 'mine'] : ['mine'];
        for (const side of sides) if (!current() || !(await this.#write(side, current))) return 'Stopped.';
        return this.#outcome(way, sides);
      },
      () => {
        for (const lm of Object.values(this.lms)) lm.cancelLoad();
        this.#leave();
      }
    );
  }

  /** Ends what is being done, or the download that it waits for. What was written stays. */
  stop(): void {
    if (!this.busy) return;
    this.end(this.loading ? 'Loading was stopped.' : 'Stopped.');
    for (const lm of Object.values(this.lms)) {
      if (lm.status === 'loading') lm.cancelLoad();
      else lm.stop();
    }
    this.corpus.abort();
    this.#leave();
  }

  dispose(): void {
    this.end();
    for (const lm of Object.values(this.lms)) lm.dispose();
    this.corpus.dispose();
  }

  /** An answer that is being written stays as it is. */
  #leave(): void {
    for (const [key, { written, status }] of Object.entries(this.#runs))
      if (status === 'writing') this.#runs = { ...this.#runs, [key]: { written, status: 'stopped' } };
  }

  /** Writes one answer. Whether it came to its end. */
  async #write(side: Which, current: () => boolean): Promise<boolean> {
    const { way } = this.settings;
    const key = this.#key(side);
    const { truth } = this.passage;
    const { request, prefix } = this.recorded[side]!;
    const note = (
      { ids, pieces }: Text,
      status: Run['status'],
      more: Pick<Written, 'came' | 'drawn'> = {},
      spans: Written['spans'] = []
    ) => {
      if (!current()) return;
      const written = {
        request,
        prefix,
        pieces: [...pieces],
        spans,
        comes: holds(ids, truth),
        declined: declines(pieces.join(''), this.start.refusals),
        ...more
      };
      this.#runs = { ...this.#runs, [key]: { written, status } };
    };
    note({ ids: [], pieces: [], whole: false }, 'writing');
    const [text, more] =
      side === 'mine' && way === 'samples'
        ? await this.#sample(current, note)
        : [await this.#answer(side, current, (text) => note(text, 'writing')), {}];
    if (!current()) return false;
    const spans = await this.corpus.spans(text.ids, { min: MARKED, near: false });
    note(text, text.whole ? 'whole' : 'stopped', more, spans);
    return text.whole && current();
  }

  /** What a model writes in the chosen way, where that is one text. */
  async #answer(side: Which, current: () => boolean, note: (text: Text) => void): Promise<Text> {
    const { way } = this.settings;
    const { ids, template } = this.passage;
    const lm = this.lms[side];
    const request = requestOf(template, ids);
    if (side === 'base' && way !== 'asked') return this.#complete(lm, ids, greedy(ASKED), note);
    switch (way) {
      case 'bare':
        return this.#complete(lm, ids, greedy(ASKED), note);
      case 'prefill':
        return this.#complete(lm, [...request, ...ids], greedy(ASKED), note);
      case 'pieces':
        return this.#pieces(lm, ids, current, note);
      case 'repeat': {
        const prompt = requestOf(this.start.word.template);
        const room = this.start.context - 1 - prompt.length;
        return this.#complete(lm, prompt, drawing(this.#seed++, room), note);
      }
      default:
        return this.#complete(lm, request, greedy(LENGTH), note);
    }
  }

  /** What a model writes after a prompt. */
  async #complete(
    lm: LanguageModel,
    ids: readonly number[],
    decoding: Decoding,
    note: (text: Text) => void
  ): Promise<Text> {
    const text: Text = { ids: [], pieces: [], whole: false };
    let length = 0;
    const [completion] = await lm.complete({ ids: [...ids], decoding }, (_, { id }, so) => {
      text.ids.push(id);
      text.pieces.push(so.slice(length));
      length = so.length;
      note(text);
    });
    return { ...text, whole: completion!.stopped !== 'user' };
  }

  /** What requests for a few words each bring out, put together; a refusal where that is all there is. */
  async #pieces(
    lm: LanguageModel,
    opening: readonly number[],
    current: () => boolean,
    note: (text: Text) => void
  ): Promise<Text> {
    const text: Text = { ids: [], pieces: [], whole: true };
    const ids = await inPieces(opening, async (known) => {
      if (!current()) return null;
      const prompt = requestOf(this.start.finish.template, known);
      const reply = await this.#complete(lm, prompt, greedy(2 * PIECE), () => {});
      text.whole &&= reply.whole;
      const refused = declines(reply.pieces.join(''), this.start.refusals);
      if (!text.whole || (refused && text.ids.length > 0)) return null;
      const kept = refused ? reply.ids.length : PIECE;
      text.ids.push(...reply.ids.slice(0, kept));
      text.pieces.push(...reply.pieces.slice(0, kept));
      note(text);
      return refused ? null : reply.ids;
    });
    if (ids.length === 0) return text;
    return { ids, pieces: text.pieces.slice(0, ids.length), whole: text.whole };
  }

  /** Draws replies until one holds the passage, or enough are drawn. */
  async #sample(
    current: () => boolean,
    note: (text: Text, status: Run['status'], more: Pick<Written, 'came' | 'drawn'>) => void
  ): Promise<[Text, Pick<Written, 'came' | 'drawn'>]> {
    const { ids, template, truth } = this.passage;
    const prompt = requestOf(template, ids);
    let shown: Text = { ids: [], pieces: [], whole: false };
    let came = 0;
    this.drawn = 0;
    while (current() && came === 0 && this.drawn < SAMPLES) {
      const seed = this.#seed;
      this.#seed += AT_ONCE;
      const replies = await this.lms.mine.complete({
        ids: prompt,
        decoding: drawing(seed, LENGTH),
        n: AT_ONCE
      });
      if (!current()) break;
      const texts = replies.map(({ tokens, stopped }): Text => ({
        ids: tokens.map(({ id }) => id),
        pieces: tokens.map(({ text }) => text),
        whole: stopped !== 'user'
      }));
      this.drawn += texts.length;
      came += texts.filter((text) => holds(text.ids, truth)).length;
      const rank = (text: Text) =>
        holds(text.ids, truth) ? 2 : declines(text.pieces.join(''), this.start.refusals) ? 0 : 1;
      shown = [...(shown.ids.length ? [shown] : []), ...texts].reduce((a, b) => (rank(b) > rank(a) ? b : a));
      note(shown, 'writing', { came, drawn: this.drawn });
      if (texts.some(({ whole }) => !whole)) break;
    }
    return [shown, { came, drawn: this.drawn }];
  }

  /** What a word for ever, or the model beneath, is asked does not depend on everything that is chosen. */
  #key(side: Which): string {
    const { passage, way } = this.settings;
    return [passage, side === 'base' && way !== 'asked' ? 'bare' : way, side].join(' ');
  }

  #side(which: Which, recorded: Written): Side {
    const run = this.#runs[this.#key(which)];
    if (!run) return { written: recorded, origin: 'recorded' };
    const origin = ({ writing: 'live, writing', stopped: 'live, stopped', whole: 'live' } as const)[
      run.status
    ];
    return { written: run.written, origin };
  }

  /** Whether what ran agrees with the record; what was drawn by chance need not. */
  #outcome(way: Way, sides: readonly Which[]): string {
    if (way === 'samples' || way === 'repeat')
      return 'Drawn in your browser, by chance: another press draws anew.';
    return asRecorded(
      sides.every(
        (side) =>
          this.#runs[this.#key(side)]!.written.pieces.join('') === this.recorded[side]!.pieces.join('')
      )
    );
  }
}
