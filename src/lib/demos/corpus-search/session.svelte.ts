import { Corpus } from '#lib/corpus/client.svelte.ts';
import { corpusCost, labCorpus } from '#lib/corpus/lab.ts';
import { Press } from '#lib/demos/press.svelte.ts';
import type { FileEntry } from '#lib/release/manifest.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { loadTokenizer, type Tokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { lookUp, MANY, placesOf, type Found } from './look-up.ts';
import { formatState, parseState } from './state.ts';
import { askWebCount, hostOf, INDEXES, type IndexId, type WebCount } from './web-count.ts';

/** A run of words that many presidents said. */
export interface Phrase {
  text: string;
  words: number;
  /** Addresses that have it. */
  addresses: number;
  places: number;
}

/** All that the page shows before anything is loaded. */
export interface Start {
  files: { tokens: FileEntry; documents: FileEntry; tokenizer: FileEntry };
  recorded: Found;
  /** Addresses in the training text. */
  addresses: number;
  phrases: Phrase[];
}

/** A count that the web-scale service gave. */
export interface Told extends WebCount {
  phrase: string;
  index: IndexId;
}

/** The training text as a library: what is looked for, and what was found. */
export class Search extends Press<'searching'> {
  readonly start: Start;
  readonly corpus: Corpus;
  readonly #service: string;

  /** What stands in the field. */
  query = $state('');
  found = $state.raw() as Found;
  origin = $state<'recorded' | 'live'>('recorded');
  /** What the address holds: what was searched last, or what a link asks for. */
  asked = $state('');
  complaints = $state.raw<readonly string[]>([]);

  index = $state<IndexId>(INDEXES[0].id);
  told = $state.raw<Told | null>(null);
  asking = $state(false);
  /** Why the service gave no count. */
  refusal = $state('');

  #tokenizer: Tokenizer | null;
  #abort = new AbortController();
  #web = new AbortController();

  /**
   * @param service where the web-scale service is; empty where it is switched off
   * @param corpus, tokenizer what answers; for tests
   */
  constructor(
    start: Start,
    service: string,
    {
      corpus = new Corpus(labCorpus(start.files)),
      tokenizer = null
    }: { corpus?: Corpus; tokenizer?: Tokenizer | null } = {}
  ) {
    super();
    this.start = start;
    this.corpus = corpus;
    this.#service = service;
    this.#tokenizer = tokenizer;
    this.query = this.asked = start.recorded.text;
    this.found = start.recorded;
  }

  fragment = $derived.by(() => formatState({ q: this.asked }, this.start.recorded.text));
  /** Whether what stands below answers what stands in the field. */
  answered = $derived.by(() => this.query.trim() === this.found.text.trim());
  loading = $derived.by(() => (this.corpus.status === 'loading' ? this.corpus.progress : null));
  /** Bytes that a search takes from the network now. */
  cost = $derived.by(() => {
    const { files } = this.start;
    return corpusCost(this.corpus, files) + (this.#tokenizer ? 0 : tokenizerFile(files.tokenizer).missing);
  });

  /** The phrase that the service would be asked: the one that was looked for here. */
  phrase = $derived.by(() => this.found.text.trim());
  offersWeb = $derived.by(() => this.#service !== '' && this.phrase !== '');
  /** The service's name for readers: its host. */
  get host(): string {
    return hostOf(this.#service);
  }

  /** Takes a link. What is not loaded is not fetched for it: a press does that. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.start.recorded.text);
    this.complaints = complaints;
    this.query = this.asked = state.q;
    if (this.query === this.start.recorded.text && this.corpus.status !== 'ready')
      this.#show(this.start.recorded, 'recorded');
    else if (this.corpus.status === 'ready' && !this.answered) void this.ask();
  }

  /** Looks for what stands in the field. */
  async ask(): Promise<void> {
    if (this.busy) return;
    const text = this.query.trim();
    if (text === '') {
      this.outcome = 'Write a word, a phrase or a whole text first.';
      return;
    }
    await this.press('searching', async (current) => {
      const [tokenizer] = await Promise.all([this.#read(), this.corpus.load()]);
      const found = await lookUp(text, this.#shelves(tokenizer));
      if (current()) this.#show(found, 'live');
      return '';
    });
  }

  /** Shows more of the places. */
  async more(): Promise<void> {
    const { found } = this;
    await this.press('searching', async (current) => {
      const [tokenizer] = await Promise.all([this.#read(), this.corpus.load()]);
      const from = found.shown.length;
      const places = await placesOf(found.text, { from, many: 2 * MANY }, this.#shelves(tokenizer));
      if (!current()) return '';
      this.found = { ...found, shown: [...found.shown, ...places] };
      this.origin = 'live';
      return '';
    });
  }

  /** Ends the search, or the download that it waits for. */
  stop(): void {
    this.end('Stopped.');
    this.#abort.abort();
    this.#abort = new AbortController();
    this.corpus.abort();
  }

  /** Sends the phrase to the web-scale service: only ever by a press. */
  async askWeb(): Promise<void> {
    if (!live.ready || this.asking || !this.offersWeb) return;
    const { phrase, index } = this;
    const { signal } = (this.#web = new AbortController());
    this.asking = true;
    this.refusal = '';
    this.told = null;
    try {
      this.told = {
        phrase,
        index,
        ...(await askWebCount(phrase, index, { address: this.#service, signal }))
      };
    } catch (error) {
      if (!signal.aborted) this.refusal = (error as Error).message;
    } finally {
      if (!signal.aborted) this.asking = false;
    }
  }

  /** Calls the question off. What was sent is sent. */
  stopWeb(): void {
    this.#web.abort();
    this.asking = false;
  }

  dispose(): void {
    this.end();
    this.#abort.abort();
    this.#web.abort();
    this.corpus.dispose();
  }

  #show(found: Found, origin: 'recorded' | 'live'): void {
    this.found = found;
    this.asked = found.text;
    this.origin = origin;
    this.outcome = '';
    this.stopWeb();
    this.told = null;
    this.refusal = '';
  }

  #shelves(letters: Tokenizer) {
    const { documents } = this.corpus;
    return {
      library: this.corpus,
      letters,
      known: (id: string) => documents.find((document) => document.id === id)!
    };
  }

  async #read(): Promise<Tokenizer> {
    return (this.#tokenizer ??= await loadTokenizer(this.start.files.tokenizer, {
      signal: this.#abort.signal
    }));
  }
}
