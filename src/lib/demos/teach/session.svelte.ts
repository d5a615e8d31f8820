import { Teacher } from '#lib/engine/client.svelte.ts';
import type { Steps } from '#lib/engine/lesson.ts';
import { filesToRun, isTokenizer, type FileEntry } from '#lib/release/manifest.ts';
import { labFile } from '#lib/release/site.ts';
import type { Tokenizer } from '#lib/release/bpe.ts';
import { tokenizerFile } from '#lib/release/tokenizer-file.ts';
import { loadTokenizer } from '#lib/release/tokenizer.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { cutTo } from '#lib/ui/limit.ts';
import { list } from '#lib/words/list.ts';
import { times } from '#lib/words/number.ts';
import { why } from '#lib/words/why.ts';
import { isAborted } from '#lib/worker/causes.ts';
import { wireBytes } from '#lib/worker/download.ts';
import backgroundUrl from './background.bin?url';
import { givenOf, LONGEST, SHORTEST } from './sentences.ts';
import { recitals, shownOf, told } from './shown.ts';
import type { Learner, Lesson, Shown, TeachStart } from './start.ts';
import { BOTH, formatState, parseState, type State } from './state.ts';

/** Readings at most before a press of “until it recites” gives up. */
const MOST = 200;

/** Steps of other text that one press takes. */
export const OTHER = 16;

/** One of the columns. */
export interface Track {
  model: Learner;
  origin: 'recorded' | 'live' | 'live, reading';
  lesson: Lesson;
  /** The guess that stood there when the lesson began in this browser; null where there was none. */
  guess: number | null;
  /** Where the reader looks: the points so far, to that step. */
  points: readonly Shown[];
}

/** What the demo takes from elsewhere; for tests. */
export interface Sources {
  teacher: () => Pick<
    Teacher,
    'open' | 'begin' | 'run' | 'stop' | 'dispose' | 'status' | 'progress' | 'begun'
  >;
  tokenizer: (file: FileEntry) => Promise<Pick<Tokenizer, 'encode' | 'decode' | 'piece'>>;
}

const keyOf = (model: string, { sentence, rate }: Pick<State, 'sentence' | 'rate'>) =>
  JSON.stringify([model, rate, sentence]);

/** The demo at work: which sentence is taught to which models, what was recorded of that, and what runs here. */
export class Session {
  readonly start: TeachStart;
  readonly #known;
  readonly #begins: string;
  readonly #sources: Sources;
  readonly #teachers: Record<string, ReturnType<Sources['teacher']>>;

  settings = $state.raw() as State;
  /** What of a link could not be used. */
  complaints = $state.raw<readonly string[]>([]);
  /** Where the reader looks, in steps; null at the last. */
  look = $state<number | null>(null);
  /** What is being done: a run's kind; null at rest. */
  doing = $state<Steps['kind'] | null>(null);
  /** What the last press came to. */
  outcome = $state('');
  /** Why the last press came to nothing. */
  trouble = $state<string | null>(null);
  /** Whether trouble may pass with another try. */
  passing = $state(false);

  /** Lessons in this browser, kept for the visit, by what was taught to whom. */
  #lessons = $state.raw<Readonly<Record<string, Lesson & Pick<State, 'guess'>>>>({});
  /** What each model has been taught and still knows. */
  #taught = $state.raw<Readonly<Record<string, string>>>({});
  #tokenizer = $state.raw<Pick<Tokenizer, 'encode' | 'decode' | 'piece'>>();
  #fetching = $state(false);
  #turn = 0;
  #stops = 0;
  #again: (() => void) | undefined;

  /** @param begins the state in which it begins, as a link holds it */
  constructor(
    start: TeachStart,
    begins = '',
    sources: Sources = { teacher: () => new Teacher(), tokenizer: (file) => loadTokenizer(file) }
  ) {
    this.start = start;
    this.#begins = begins;
    this.#sources = sources;
    this.#known = { models: start.models.map(({ id }) => id), rates: start.rates };
    this.#teachers = Object.fromEntries(start.models.map(({ id }) => [id, sources.teacher()]));
    this.settings = this.#usual;
  }

  get #usual(): State {
    return parseState(this.#begins, this.#known).state;
  }

  fragment = $derived.by(() => formatState(this.settings, this.#known));
  /** Whether all is as it was before any click. */
  isUsual = $derived.by(
    () =>
      this.fragment === formatState(this.#usual, this.#known) &&
      this.look === null &&
      Object.keys(this.#lessons).length === 0
  );

  /** The models that learn. */
  learners = $derived.by(() =>
    this.start.models.filter(({ id }) => this.settings.reader === BOTH || id === this.settings.reader)
  );

  /** What there is of this sentence, a column each. */
  tracks = $derived.by((): Track[] =>
    this.learners.flatMap((model): Track[] => {
      const ran = this.#lessons[keyOf(model.id, this.settings)];
      const lesson = ran ?? this.#recorded(model.id);
      if (!lesson) return [];
      const at = this.look === null ? lesson.points.length : this.look + 1;
      const origin = !ran ? 'recorded' : this.doing ? 'live, reading' : 'live';
      const points = lesson.points.slice(0, Math.max(1, at));
      return [{ model, origin, lesson, guess: ran?.guess ?? null, points }];
    })
  );

  /** Whether there is more of what is shown, recorded: how the sentence was unlearned. */
  hasUnlearned = $derived.by(() =>
    this.tracks.some(({ origin, lesson }) => origin === 'recorded' && lesson.unlearned)
  );
  /** Steps of the longest lesson shown. */
  steps = $derived.by(() => Math.max(0, ...this.tracks.map(({ lesson }) => lesson.points.length - 1)));
  lookAt = $derived.by(() => Math.min(this.look ?? this.steps, this.steps));

  /** Whether every model that learns has a lesson here that goes on. */
  goesOn = $derived.by(() =>
    this.learners.every(
      ({ id }) => this.#teachers[id]!.begun && this.#taught[id] === keyOf(id, this.settings)
    )
  );
  /** Whether that has come so far that the sentence is recited by all. */
  recited = $derived.by(
    () =>
      this.goesOn &&
      this.tracks.length > 0 &&
      this.tracks.every(({ lesson }) => lesson.points.at(-1)!.matched === lesson.asked)
  );

  /** What is known of the sentence, where the reader looks. */
  finding = $derived.by(() => {
    if (this.tracks.length === 0) return 'No model has read this sentence yet.';
    const words = this.tracks.map(({ model, lesson, points }) =>
      told(model.label, { asked: lesson.asked, points })
    );
    return [...words, this.#guessed].filter(Boolean).join(' ');
  });

  /** Bytes that come, and that are to come; null while nothing loads. */
  loading = $derived.by(() => {
    const open = this.learners
      .map(({ id }) => this.#teachers[id]!)
      .filter(({ status }) => status === 'loading');
    if (open.length === 0) return null;
    return {
      loaded: open.reduce((sum, { progress }) => sum + progress.loaded, 0),
      total: open.reduce((sum, { progress }) => sum + progress.total, 0)
    };
  });

  /** Bytes that a press takes from the network now. */
  cost = $derived.by(() => {
    const missing = this.learners.filter(({ id }) => ['idle', 'error'].includes(this.#teachers[id]!.status));
    const own = missing.map((model) => this.#files(model));
    // They read the same between: it comes once.
    const files = [
      ...own.flatMap(({ config, weights }) => [config, weights]),
      ...own.slice(0, 1).map(({ background }) => background)
    ];
    const letters = this.#tokenizer ? 0 : tokenizerFile(this.start.tokenizer).missing;
    return files.reduce((sum, file) => sum + wireBytes(file), letters);
  });

  busy = $derived.by(() => this.doing !== null || this.#fetching);

  /** Changes what is asked. Another sentence, model or rate is another lesson: it ends what is being done. */
  choose(change: Partial<State>): void {
    const next = { ...this.settings, ...change };
    const same = (['sentence', 'reader', 'rate'] as const).every((key) => next[key] === this.settings[key]);
    if (!same) this.#halt();
    if (next.unlearned !== this.settings.unlearned) this.look = null;
    this.settings = next;
    if (same) return;
    this.look = null;
    this.outcome = '';
    this.trouble = null;
  }

  /** Says that a text was cut. */
  cut(most: number): void {
    this.#fail(cutTo(most));
  }

  /** Takes the state from a link's fragment. */
  read(fragment: string): void {
    const { state, complaints } = parseState(fragment, this.#known);
    this.choose(state);
    this.complaints = complaints;
  }

  /** Takes everything back to where it began; what was taught is forgotten. */
  reset(): void {
    this.#halt();
    for (const teacher of Object.values(this.#teachers)) teacher.dispose();
    this.#lessons = {};
    this.#taught = {};
    this.choose(this.#usual);
    this.look = null;
    this.outcome = '';
    this.trouble = null;
    this.complaints = [];
  }

  /** Ends what is being done, and takes no more of it. */
  #halt(): void {
    this.#turn++;
    if (this.doing) this.stop();
    this.doing = null;
    this.#fetching = false;
  }

  /** Has the model, or both, read the sentence once. */
  once = (): Promise<void> => this.#run({ kind: 'read', limit: 1, goal: 'recited' });

  /** Has it read the sentence until it recites it. */
  until = (): Promise<void> => this.#run({ kind: 'read', limit: MOST, goal: 'recited' });

  /** Has it read other text alone. */
  other = (): Promise<void> => this.#run({ kind: 'other', limit: OTHER, goal: null });

  /** Has it unlearn the sentence, until that costs what it did at first. */
  unlearn = (): Promise<void> => this.#run({ kind: 'unlearn', limit: MOST, goal: 'forgotten' });

  /** Does once more what failed. */
  again(): void {
    this.#again?.();
  }

  /** Ends a run within a step, or the download that it waits for. What was learned stays. */
  stop(): void {
    this.#stops++;
    for (const { id } of this.learners) this.#teachers[id]!.stop();
  }

  dispose(): void {
    this.#turn++;
    for (const teacher of Object.values(this.#teachers)) teacher.dispose();
  }

  #recorded(model: string): Lesson | undefined {
    const { sentence, rate, unlearned } = this.settings;
    const lesson = this.start.recorded.find(
      (lesson) => lesson.model === model && lesson.rate === rate && lesson.sentence === sentence
    );
    return unlearned && lesson?.unlearned
      ? { ...lesson, points: [...lesson.points, ...lesson.unlearned] }
      : lesson;
  }

  get #guessed(): string {
    const { guess } = this.settings;
    if (guess === null || this.look !== null) return '';
    const counts = this.tracks.flatMap(({ lesson }) => recitals(lesson).slice(0, 1));
    if (counts.length < this.tracks.length) return '';
    return `You said ${guess}.`;
  }

  #files(model: Learner) {
    const own = filesToRun(model).filter(({ path }) => !isTokenizer(path));
    const { bytes, sha256, packed } = this.start.background;
    return {
      config: labFile(own.find(({ path }) => path.endsWith('.json'))!),
      weights: labFile(own.find(({ path }) => path.endsWith('.onnx'))!),
      background: { url: backgroundUrl, bytes, sha256, packed }
    };
  }

  /** What is wrong with the sentence; none where it can be taught. */
  #refusal(ids: readonly number[]): string {
    if (!this.settings.sentence.trim()) return 'There is no sentence yet. Write one first.';
    if (ids.includes(this.start.around.bos))
      return 'The sentence holds the mark that ends a document. Take it out and try again.';
    if (ids.length < SHORTEST)
      return `This sentence is ${ids.length} tokens long, and a lesson takes at least ${SHORTEST}. Write a longer one.`;
    if (ids.length > LONGEST)
      return `This sentence is ${ids.length} tokens long, and a lesson takes ${LONGEST} at most. Shorten it and try again.`;
    return '';
  }

  #fail(message: string, again?: () => void): void {
    this.trouble = message;
    this.passing = again !== undefined;
    this.#again = again;
  }

  async #run(steps: Omit<Steps, 'rate'>): Promise<void> {
    if (!live.ready || this.busy) return;
    const turn = ++this.#turn;
    const { settings, learners } = this;
    const stops = this.#stops;
    this.look = null;
    this.outcome = '';
    this.trouble = null;
    this.#fetching = true;
    try {
      const tokenizer = (this.#tokenizer ??= await this.#sources.tokenizer(this.start.tokenizer));
      if (turn !== this.#turn) return;
      const ids = tokenizer.encode(settings.sentence);
      const refused = this.#refusal(ids);
      if (refused) return this.#fail(refused);
      this.doing = steps.kind;
      const ends = await Promise.all(
        learners.map((model) =>
          this.#teach(model, ids, tokenizer, settings, steps, () => stops !== this.#stops)
        )
      );
      if (turn !== this.#turn) return;
      this.outcome = this.#said(steps, ends);
    } catch (error) {
      if (turn !== this.#turn) return;
      for (const { id } of learners) this.#teachers[id]!.stop();
      if (isAborted(error)) this.outcome = 'Stopped.';
      else this.#fail(why(error), () => void this.#run(steps));
    } finally {
      if (turn === this.#turn) {
        this.doing = null;
        this.#fetching = false;
      }
    }
  }

  /** One model's part of a run. A lesson that is not there begins. */
  async #teach(
    model: Learner,
    ids: readonly number[],
    tokenizer: Pick<Tokenizer, 'decode' | 'piece'>,
    settings: State,
    { kind, limit, goal }: Omit<Steps, 'rate'>,
    stopped: () => boolean
  ) {
    const teacher = this.#teachers[model.id]!;
    const key = keyOf(model.id, settings);
    const { around, background, seed } = this.start;
    const given = givenOf(ids.map((id) => tokenizer.piece(id)));
    const asked = ids.length - given;
    const decode = (some: readonly number[]) => tokenizer.decode(some);
    await teacher.open({ ...this.#files(model), window: background.window, around });
    if (!teacher.begun || this.#taught[model.id] !== key) {
      const first = await teacher.begin({ ids: [...ids], given }, seed);
      this.#taught = { ...this.#taught, [model.id]: key };
      const { sentence, rate, guess } = settings;
      const points = [shownOf(first, asked, false, decode)];
      const lesson = { sentence, model: model.id, rate, given: decode(ids.slice(0, given)), asked, points };
      this.#lessons = { ...this.#lessons, [key]: { ...lesson, guess } };
    }
    if (stopped()) return 'user';
    return teacher.run({ kind, rate: settings.rate, limit, goal }, (point) => {
      const lesson = this.#lessons[key];
      if (!lesson) return;
      const read = point.kind === 'read' || lesson.points.some((other) => other.kind === 'read');
      const points = [...lesson.points, shownOf(point, asked, read, decode)];
      this.#lessons = { ...this.#lessons, [key]: { ...lesson, points } };
    });
  }

  /** What a run came to, for those who do not see it. */
  #said({ kind, goal, limit }: Omit<Steps, 'rate'>, ends: readonly string[]): string {
    if (ends.includes('user')) return 'Paused. The next press goes on from here.';
    if (kind === 'other') return `${OTHER} steps of other text are read.`;
    if (kind === 'unlearn') {
      return ends.every((end) => end === 'goal')
        ? 'Unlearned: the sentence costs what it did before the first reading, or more.'
        : `After ${limit} steps the sentence still costs less than at first.`;
    }
    if (goal === 'recited' && ends.every((end) => end === 'goal')) {
      const again = this.tracks.flatMap(({ model, lesson }) => {
        const [first, ...more] = recitals(lesson);
        const last = more.at(-1);
        return last === undefined ? [] : [`${model.label} took ${times(last)}, after ${first} at first`];
      });
      return again.length ? `Recited again: ${list(again)}.` : 'Recited.';
    }
    return limit === 1 ? 'Read.' : `It is not recited after ${limit} readings.`;
  }
}
