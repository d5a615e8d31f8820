import { wireBytes } from '#lib/worker/download.ts';
import { Deduplication } from '#lib/corpus/dedup/client.svelte.ts';
import { TEXT_LIMITS } from '#lib/corpus/dedup/collection.ts';
import { markText, type MarkedText } from '#lib/corpus/dedup/marked.ts';
import type { Comparison } from '#lib/corpus/dedup/deduplicator.ts';
import type { Source } from '#lib/corpus/dedup/protocol.ts';
import { isAborted } from '#lib/worker/causes.ts';
import { wordsOf } from '#lib/corpus/dedup/words.ts';
import { labFile } from '#lib/release/site.ts';
import { cutTo } from '#lib/ui/limit.ts';
import { count } from '#lib/words/number.ts';
import { percent } from '#lib/words/percent.ts';
import { why } from '#lib/words/why.ts';
import { SHORT_EXAMPLE } from './example.ts';
import { answerOf, counted, nearOf, recordedAnswer, sayAnswer, type Answer, type Found } from './found.ts';
import { ruleOf, secondsToHash, type Rule } from './rules.ts';
import type { LabStart } from './start.ts';
import {
  DEFAULTS,
  LINK_TEXT,
  carriesState,
  formatState,
  parseState,
  sameState,
  usualMin,
  type LabState
} from './state.ts';

/** Characters of a text whose repeats are marked at every change, without a press. */
const MARKED_AT_ONCE = 20_000;

/** What the session needs of the worker. */
type Lab = Pick<Deduplication, 'progress' | 'open' | 'exact' | 'near' | 'compare' | 'cancel'>;

/** The deduplication lab at work: what is deduplicated, by which rule, and what the last run found. */
export class Session {
  readonly start: LabStart;
  readonly lab: Lab;

  settings = $state<LabState>(structuredClone(DEFAULTS));
  /** What the last run found; see `stale`. */
  found = $state.raw<Found | null>(null);
  running = $state(false);
  /** Why a run found nothing. */
  trouble = $state('');
  notice = $state('');
  complaints = $state.raw<readonly string[]>([]);
  /** Whether the corpus has come before: then the browser has it. */
  loaded = $state(false);

  #corpusSource: Source;
  #textSource: Source & { type: 'text' } = { type: 'text', text: '' };

  constructor(start: LabStart, lab: Lab = new Deduplication()) {
    this.start = start;
    this.lab = lab;
    const { tokens, documents, tokenizer } = start.files;
    this.#corpusSource = {
      type: 'corpus',
      files: { tokens: labFile(tokens), documents: labFile(documents), tokenizer: labFile(tokenizer) }
    };
  }

  corpus = $derived.by(() => this.settings.source === 'corpus');
  units = $derived(this.corpus ? 'tokens' : 'words');
  fragment = $derived.by(() => formatState(this.settings));
  isUsual = $derived.by(() => sameState(this.settings, DEFAULTS) && this.found === null);
  /** The end of "Link copied, ...", where a link does not hold all. */
  lost = $derived.by(() =>
    carriesState(this.settings)
      ? ''
      : `without your text: a link holds ${count(LINK_TEXT)} characters at most.`
  );
  rule = $derived.by((): Rule | undefined => ruleOf(this.settings.near));
  empty = $derived.by(() => !this.corpus && this.settings.text.trim() === '');
  /** Whether what was found is of another text, or by another rule, than what is set. */
  stale = $derived.by(() => this.found !== null && !sameState(this.found.asked, this.settings));

  /** What the press that runs it takes from the network. */
  cost = $derived.by(() =>
    this.corpus && !this.loaded
      ? Object.values(this.start.files).reduce((sum, file) => sum + wireBytes(file), 0)
      : 0
  );

  #marked = $derived.by((): { text: MarkedText } | { trouble: string } | null => {
    const { text, min } = this.settings;
    if (this.corpus || this.empty || text.length > MARKED_AT_ONCE) return null;
    return marked(text, min);
  });
  /** The reader's text with its repeats, where they are known. */
  marked = $derived.by((): MarkedText | null => {
    if (this.#marked) return 'text' in this.#marked ? this.#marked.text : null;
    return this.corpus || this.stale ? null : (this.found?.exact.marked ?? null);
  });
  /** What is known of what is set now: found, recorded, or of a short text what is known without a run. */
  answer = $derived.by((): Answer | null => {
    if (this.found && !this.stale) return answerOf(this.found);
    if (this.corpus) return recordedAnswer(this.start, this.settings);
    return this.marked && ofText(this.marked, this.settings.min);
  });

  /** Tokens, or words, that are hashed: of a long text by its beginning. */
  shingles = $derived.by(() => {
    if (this.corpus) return this.start.tokens.once;
    const all = Math.min(this.settings.text.length, TEXT_LIMITS.characters);
    const beginning = this.settings.text.slice(0, MARKED_AT_ONCE);
    return Math.round(wordsOf(beginning).length * Math.max(1, all / MARKED_AT_ONCE));
  });
  /** How long that takes, in words. */
  duration = $derived.by(() => {
    const seconds = secondsToHash(this.settings.near, this.shingles);
    if (seconds < 0.3) return 'done at once';
    const laptop =
      seconds < 1.5
        ? 'a second or so'
        : seconds < 60
          ? `about ${Math.round(seconds)} seconds`
          : `about ${Math.round(seconds / 60)} minutes`;
    return `${laptop} on a laptop, several times that on a phone`;
  });
  /** The download, while there is one. */
  loading = $derived.by(() => {
    const { progress } = this.lab;
    return this.running && progress?.step === 'load'
      ? { loaded: progress.done, total: progress.total }
      : null;
  });
  /** What is being done, in words; empty when idle. */
  busy = $derived.by(() => {
    if (!this.running) return '';
    const { progress } = this.lab;
    if (!progress) return 'Working.';
    const { step, done, total } = progress;
    if (step === 'load') return 'Loading the training text.';
    // In tenths: a screen reader announces every change.
    const share = total === 0 ? 1 : Math.floor((10 * done) / total) / 10;
    return `${step === 'hash' ? 'Hashing' : 'Comparing the pairs'}: ${percent(share)} done.`;
  });

  /** What is known of what is set now, or what to do to know it. */
  verdict = $derived.by(() => {
    if (this.answer) return sayAnswer(this.answer);
    if (this.corpus)
      return 'This rule has not been run on the corpus yet: run it, and the answer will appear here.';
    if (this.empty) return 'Paste two documents or more, or use the example.';
    if (this.#marked && 'trouble' in this.#marked) return this.#marked.trouble;
    return 'A text this long is not marked at once: run it, and the answer will appear here.';
  });
  /** Documents of the text that go as near duplicates, and the ones that they are like. */
  near = $derived.by(() => (this.found && !this.stale && !this.corpus ? nearOf(this.found) : null));

  /** The text of the compact view: an example of ours until there is one. */
  shortText = $derived.by(() => (this.corpus ? SHORT_EXAMPLE : this.settings.text));
  /** Its repeats, and what goes with them in a sentence, or why there are none. */
  short = $derived.by((): { min: number; text: MarkedText | null; said: string } => {
    const min = this.corpus ? usualMin('text') : this.settings.min;
    const text = this.shortText;
    if (text.trim() === '')
      return { min, text: null, said: 'Write or paste a text, and its repeats are marked.' };
    if (text.length > MARKED_AT_ONCE)
      return {
        min,
        text: null,
        said: `Here ${count(MARKED_AT_ONCE)} characters at most are marked; this text has ${count(text.length)}.`
      };
    const made = marked(text, min);
    if (!('text' in made)) return { min, text: null, said: made.trouble };
    return { min, text: made.text, said: sayRepeats(made.text, min) };
  });

  async run(): Promise<void> {
    if (this.running || this.empty) return;
    const asked: LabState = { ...this.settings, near: { ...this.settings.near } };
    this.trouble = this.notice = '';
    this.running = true;
    try {
      const overview = await this.lab.open(this.#sourceOf(asked));
      if (asked.source === 'corpus') this.loaded = true;
      const exact = await this.lab.exact(asked.min);
      const near = await this.lab.near(asked.near);
      this.found = { asked, overview, exact, near };
    } catch (error) {
      if (isAborted(error)) this.notice = 'Called off. Nothing was changed.';
      else this.trouble = why(error);
    } finally {
      this.running = false;
    }
  }

  cancel(): void {
    this.lab.cancel();
  }

  /** Two documents of what was found side by side, whatever has been opened since. */
  async compare(found: Found, a: number, b: number): Promise<Comparison> {
    await this.lab.open(this.#sourceOf(found.asked));
    return this.lab.compare(a, b, found.asked.near.k);
  }

  /** Deduplicates the corpus, or a text. The length of a run is taken along unless it is the usual one. */
  take(source: LabState['source']): void {
    const { settings } = this;
    if (settings.min === usualMin(settings.source)) settings.min = usualMin(source);
    settings.source = source;
    this.#forget();
  }

  /** Says that a text was cut when it was put in. */
  cut(): void {
    this.notice = cutTo(TEXT_LIMITS.characters);
  }

  write(text: string): void {
    if (this.corpus) this.take('text');
    this.settings.text = text;
    this.#forget();
  }

  /** Sets the length of a run in the compact view: of its own text. */
  shorten(min: number): void {
    if (this.corpus) this.write(SHORT_EXAMPLE);
    this.settings.min = min;
  }

  reset(): void {
    this.lab.cancel();
    this.settings = structuredClone(DEFAULTS);
    this.found = null;
    this.complaints = [];
    this.#forget();
  }

  /** Takes over a link. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment);
    this.settings = state;
    this.complaints = complaints;
    this.#forget();
  }

  #forget(): void {
    this.trouble = this.notice = '';
  }

  /** The same source for the same text, so that one that is open is known again. */
  #sourceOf({ source, text }: LabState): Source {
    if (source === 'corpus') return this.#corpusSource;
    if (this.#textSource.text !== text) this.#textSource = { type: 'text', text };
    return this.#textSource;
  }
}

function marked(text: string, min: number): { text: MarkedText } | { trouble: string } {
  try {
    return { text: markText(text, min) };
  } catch (error) {
    return { trouble: why(error) };
  }
}

/** What of a text repeats, in a sentence. */
function sayRepeats({ documents, words, inRuns }: MarkedText, min: number): string {
  const copies = documents.filter(({ copyOf }) => copyOf !== null).length;
  const whole =
    copies > 0
      ? ` ${counted(copies, 'document goes', 'documents go')} whole, as ${copies === 1 ? 'a copy' : 'copies'}.`
      : '';
  return inRuns === 0
    ? `No run of ${min} words or more occurs in two places.${whole}`
    : `${count(inRuns)} of ${counted(words, 'word')} would go: they stood before, in runs of ${min} or more.${whole}`;
}

/** What is known of a text before near duplicates are looked for. */
function ofText({ documents, words, inRuns }: MarkedText, min: number): Answer {
  const copies = documents.filter(({ copyOf }) => copyOf !== null).length;
  return {
    origin: 'live',
    unit: 'word',
    documents: documents.length,
    copies,
    min,
    units: words,
    inRuns,
    near: null
  };
}
