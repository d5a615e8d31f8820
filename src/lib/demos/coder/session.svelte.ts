import { Press } from '#lib/demos/press.svelte.ts';
import { costOf, LanguageModel, loadingOf } from '#lib/lm/client.svelte.ts';
import { modelBytes, type ModelEntry } from '#lib/release/manifest.ts';
import { twinOf } from '#lib/release/models.ts';
import { reading } from '#lib/release/passages.ts';
import { cutTo } from '#lib/ui/limit.ts';
import { megabytes } from '#lib/words/megabytes.ts';
import { count, inWords } from '#lib/words/number.ts';
import {
  bytesOf,
  damage,
  fromHex,
  headerOf,
  type CodedText,
  type Coder,
  type Crossing,
  type Packed
} from './coder.ts';
import { pack } from './pack.ts';
import { carriesState, formatState, parseState, TEXT_LIMIT, type State } from './state.ts';

/** What is asked for: that a text is sent, or that its bytes are damaged on their way. */
type Work = 'send' | 'damage';

/** A crossing in the reader's browser. */
interface Run extends Crossing {
  /** What it is of: a crossing of anything else shows nothing here. */
  model: string;
  text: string;
  packed: Packed;
  /** How far it has come. */
  phase: 'sending' | 'receiving' | 'stopped' | 'done';
}

/** A message with a turned bit, and what the receiver made of it. */
interface Damaged {
  message: Uint8Array<ArrayBuffer>;
  /** Which byte was damaged. */
  at: number;
  /** Why it was refused; empty until then. */
  refused: string;
}

export interface Row {
  label: string;
  bytes: number;
  /** Whether a program did it that knows nothing but the text. */
  packer?: boolean;
  /** Whether it is the chosen model's. */
  strong?: boolean;
}

const PACKERS = { gzip: 'by gzip', zstd: 'by zstd', brotli: 'by Brotli' } as const;

/** The demo at work: a text, a model at both ends, and what crosses between them. */
export class Session extends Press<Work> {
  readonly coder: Coder;
  readonly lm: LanguageModel;
  readonly #known;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** A remark on the text. */
  notice = $state<string | null>(null);
  damaged = $state.raw<Damaged | null>(null);

  #run = $state.raw<Run | null>(null);

  /** @param lm what sends and receives; for tests */
  constructor(coder: Coder, lm = new LanguageModel()) {
    super();
    this.coder = coder;
    this.lm = lm;
    this.#known = {
      models: coder.models.map(({ id }) => id),
      passages: coder.texts.map(({ passage }) => passage)
    };
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState('', this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(
    () => this.fragment === formatState(this.#usual, this.#known) && !this.#run && !this.damaged
  );
  /** What a link cannot hold. */
  lost = $derived.by(() =>
    carriesState(this.settings, this.#known) ? '' : 'without the text, which a link cannot carry.'
  );

  planted = $derived.by(
    (): CodedText | null => this.coder.texts.find(({ passage }) => passage === this.settings.passage) ?? null
  );
  text = $derived.by(() => this.planted?.text ?? this.settings.text);
  model = $derived.by((): ModelEntry => this.coder.models.find(({ id }) => id === this.settings.model)!);

  /** Whether the reader's own browser made what is shown. */
  live = $derived.by(() => this.#current !== null);
  phase = $derived.by(() => this.#current?.phase ?? 'done');
  /** What crossed, of this text by this model; null where it was never sent. */
  crossing = $derived.by((): Crossing | null => {
    if (this.#current) return this.#current;
    const sent = this.planted?.sent[this.model.id];
    if (!sent) return null;
    const { pieces, text } = this.planted!;
    return {
      tokens: pieces.map((text, i) => ({ text, bits: sent.bits[i]! })),
      message: fromHex(sent.message),
      received: text
    };
  });
  bits = $derived.by(() => (this.crossing?.tokens ?? []).reduce((sum, { bits }) => sum + bits, 0));

  /** The same text in bytes, in every way that is known. */
  rows = $derived.by((): Row[] => {
    const { crossing, planted, model } = this;
    const packed = this.#current?.packed ?? planted?.packed ?? {};
    const rows: Row[] = [{ label: 'as plain text', bytes: bytesOf(this.text) }];
    for (const [key, label] of Object.entries(PACKERS)) {
      const bytes = packed[key as keyof Packed];
      if (bytes !== undefined) rows.push({ label, bytes, packer: true });
    }
    const twin = model.data === 'raw' ? twinOf(this.coder.models, model) : undefined;
    const sent = twin && planted?.sent[twin.id];
    if (sent) rows.push({ label: 'by the model’s twin', bytes: sent.message.length / 2 });
    // Until all of it is sent, what its tokens took so far.
    const bytes = crossing?.message?.length ?? Math.ceil(this.bits / 8);
    if (crossing) rows.push({ label: 'by this model', bytes, strong: true });
    return rows;
  });

  /** What crossed, in a sentence; empty where nothing has. */
  finding = $derived.by(() => {
    const { crossing, planted, model } = this;
    if (!crossing?.message) return '';
    const header = headerOf(crossing.tokens.length);
    const code = crossing.message.length - header;
    const what = planted
      ? `This passage, ${reading({ condition: 'exact', copies: planted.copies }, model.data)},`
      : 'This text';
    return (
      `${what} is ${count(bytesOf(this.text))} bytes long and crosses in ${count(crossing.message.length)}: ` +
      `${inWords(header)} say how long it is and check it, ${inWords(code)} hold${code === 1 ? 's' : ''} the words.`
    );
  });
  /** What both ends must have besides. */
  dictionary = $derived.by(
    () => `Both ends hold the model: ${megabytes(modelBytes(this.model))} that are not counted.`
  );

  cost = $derived.by(() => costOf([this.model], [this.lm]));
  loading = $derived.by(() => (this.busy ? loadingOf([this.lm]) : null));
  /** What is being done. */
  doing = $derived.by(() => {
    if (!this.busy) return '';
    if (this.damaged) return 'The receiver reads the damaged bytes.';
    const { tokens, received } = this.crossing ?? { tokens: [], received: '' };
    return this.phase === 'receiving'
      ? `Characters received so far: ${count(received.length)} of ${count(this.text.length)}.`
      : `Tokens sent so far: ${count(tokens.length)}.`;
  });

  /** The crossing in the reader's browser, where it is of what is chosen. */
  get #current(): Run | null {
    const run = this.#run;
    return run && run.model === this.model.id && run.text === this.text ? run : null;
  }

  /** Takes another text or another model. What is under way is called off. */
  choose(change: Partial<State>): void {
    if (this.busy) this.stop();
    this.clear();
    this.notice = null;
    this.damaged = null;
    this.settings = { ...this.settings, ...change };
  }

  /** Takes the reader's own text. */
  write(text: string): void {
    this.choose({ passage: null, text });
  }

  /** Says that the text was cut. */
  cut(): void {
    this.notice = cutTo(TEXT_LIMIT);
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.choose(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what crossed is forgotten. */
  reset(): void {
    this.choose(this.#usual);
    this.complaints = [];
    this.#run = null;
  }

  /** Sends the text, and has the receiver read it from the bytes alone. */
  send(): Promise<void> {
    const { text, model } = this;
    return this.#press('send', async (still) => {
      const sent: Crossing['tokens'] = [];
      let run: Run = {
        model: model.id,
        text,
        packed: {},
        tokens: [],
        message: null,
        received: '',
        phase: 'sending'
      };
      const note = (change: Partial<Run>) => {
        if (still()) this.#run = run = { ...run, ...change };
      };
      try {
        note({ packed: await pack(text) });
        const message = await this.lm.send(text, (tokens) => {
          sent.push(...tokens);
          note({ tokens: [...sent] });
        });
        note({ message, phase: 'receiving' });
        const received = await this.lm.receive(message, (received) => note({ received }));
        note({ received, phase: 'done' });
        return this.#compare(run);
      } catch (error) {
        note({ phase: 'stopped' });
        throw error;
      }
    });
  }

  /** Turns one bit of the message on its way, and has the receiver read that. */
  damage(): Promise<void> {
    const { crossing } = this;
    if (!crossing?.message) return Promise.resolve();
    const { message, tokens } = crossing;
    return this.#press('damage', async (still) => {
      const { bytes, at } = damage(message, tokens.length);
      this.damaged = { message: bytes, at, refused: '' };
      try {
        await this.lm.receive(bytes);
      } catch (error) {
        if (!still()) throw error;
        if ((error as { code?: string }).code !== 'unreadable') {
          this.damaged = null;
          throw error;
        }
        this.damaged = { message: bytes, at, refused: (error as Error).message };
      }
      return '';
    });
  }

  /** Ends what is under way, or the download that it waits for. */
  stop(): void {
    const loading = this.lm.status === 'loading';
    this.end(loading ? 'Loading was stopped.' : 'Stopped.');
    if (this.#run && this.#run.phase !== 'done') this.#run = { ...this.#run, phase: 'stopped' };
    if (this.damaged && !this.damaged.refused) this.damaged = null;
    if (loading) this.lm.cancelLoad();
    else this.lm.stop();
  }

  dispose(): void {
    this.end();
    this.lm.dispose();
  }

  /** Loads the model and does something with it. */
  #press(what: Work, act: (still: () => boolean) => Promise<string>): Promise<void> {
    return this.press(what, async (still) => {
      this.notice = null;
      this.damaged = null;
      await this.lm.load(this.model);
      return still() ? act(still) : '';
    });
  }

  /** What a crossing that has ended came to. */
  #compare({ text, received, message, model }: Run): string {
    if (received !== text.toWellFormed()) return 'What arrived is not the text that was sent.';
    const recorded = this.planted?.sent[model]?.message;
    const told =
      recorded === undefined
        ? ''
        : fromHex(recorded).join() === message!.join()
          ? ' The bytes are those that we recorded.'
          : ' The bytes are not those that we recorded: this browser rounds differently.';
    return `What arrived is what was sent, to the letter.${told}`;
  }
}
