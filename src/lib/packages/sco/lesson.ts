// A visit to a page of a SCORM package: what it reads from the course system, and what it writes there.
import type { Lms } from './api.ts';
import { NOTHING, readKept, writeKept, type Kept } from './kept.ts';
import type { LessonData, Scored } from './lesson-data.ts';

/** Letters that answer a question of choices: SCORM 1.2 knows a response by one sign. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** The longest response of a text. */
const LONGEST = 255;

const two = (n: number) => String(n).padStart(2, '0');

/** A span of time as SCORM has it: "0000:00:00.00". @param ms in milliseconds */
export function timespan(ms: number): string {
  const hundredths = Math.min(Math.max(0, Math.round(ms / 10)), 35_999_999_99);
  const seconds = Math.floor(hundredths / 100);
  const hours = Math.floor(seconds / 3600);
  return `${String(Math.min(hours, 9999)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}

/** A name as SCORM has it: letters, digits, hyphens. */
const identifier = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '-').slice(0, LONGEST);

/** A number as a student writes it, with a point or a comma; NaN where it is none. */
const numberOf = (answer: string) => Number(answer.trim().replace(',', '.') || NaN);

/** Whether an answer to a question is right. */
export function isRight(question: Scored, answer: string): boolean {
  if (question.kind === 'choice') return answer === String(question.answer);
  // A sum of decimals is a little off.
  return Math.abs(numberOf(answer) - Number(question.value)) <= Number(question.within) + 1e-9;
}

/** A number as SCORM has it; empty for what is none. */
const decimal = (answer: string) => {
  const given = numberOf(answer);
  return Number.isFinite(given) ? String(given) : '';
};

interface Interaction {
  id: string;
  type: 'choice' | 'numeric' | 'fill-in';
  response: string;
  pattern?: string;
  result: 'correct' | 'wrong' | 'neutral';
  weighting: '0' | '1';
}

export class Lesson {
  readonly data: LessonData;
  readonly #lms: Lms | null;
  readonly #now: () => Date;
  readonly #began: number;
  /** Whether anything is to be written: not while somebody looks at a lesson, or looks back. */
  readonly #writes: boolean = false;
  /** Where in the list of interactions each of this visit stands. */
  readonly #places = new Map<string, number>();
  #kept: Kept = NOTHING;
  #written = '';
  #ended = false;
  /** What the student is to be told about saving. */
  said: string;

  /** @param lms the course system; null where none was found */
  constructor(data: LessonData, lms: Lms | null, now: () => Date = () => new Date()) {
    this.data = data;
    this.#lms = lms?.start() ? lms : null;
    this.#now = now;
    this.#began = now().getTime();
    if (!this.#lms) {
      this.said = lms
        ? 'Your course did not begin this lesson. It works, and nothing is saved.'
        : 'There is no course around this page. It works, and nothing is saved.';
      return;
    }
    const kept = readKept(this.#lms.get('cmi.suspend_data'));
    if (kept) this.#kept = kept;
    const mode = this.#lms.get('cmi.core.lesson_mode');
    this.#writes = mode !== 'browse' && mode !== 'review';
    this.said = !this.#writes
      ? 'You are only looking at this lesson: nothing is saved.'
      : kept
        ? 'Your course saves your answers.'
        : 'What your course had kept from an earlier visit could not be read. You start again, and your course saves your answers.';
    if (!this.#writes) return;
    if (['', 'not attempted'].includes(this.#lms.get('cmi.core.lesson_status')))
      this.#lms.set('cmi.core.lesson_status', data.questions.length > 0 ? 'incomplete' : 'completed');
    this.#lms.set('cmi.core.exit', 'suspend');
    this.#lms.commit();
  }

  /** The state that the demo begins in. */
  get fragment(): string {
    return this.#kept.at || this.data.fragment;
  }

  get codes(): Readonly<Record<string, string>> {
    return this.#kept.codes;
  }

  /** The answer that was given to a question; undefined before. */
  given(id: string): string | undefined {
    return Object.hasOwn(this.#kept.answers, id) ? this.#kept.answers[id] : undefined;
  }

  get answered(): number {
    return this.data.questions.filter(({ id }) => this.given(id) !== undefined).length;
  }

  get right(): number {
    return this.data.questions.filter((question) => {
      const given = this.given(question.id);
      return given !== undefined && isRight(question, given);
    }).length;
  }

  /** How it stands, in a sentence. */
  get standing(): string {
    const { length } = this.data.questions;
    if (length === 0) return '';
    return this.answered < length
      ? `Questions answered: ${this.answered} of ${length}.`
      : `Answered correctly: ${this.right} of ${length}.`;
  }

  /** Takes the first answer to a question of the quiz. */
  answer(question: Scored, answer: string): void {
    if (this.given(question.id) !== undefined) return;
    this.#keep({ answers: { ...this.#kept.answers, [question.id]: answer } });
    const result = isRight(question, answer) ? 'correct' : 'wrong';
    this.#tell(
      question.kind === 'choice'
        ? {
            id: question.id,
            type: 'choice',
            response: LETTERS[Number(answer)]!,
            pattern: LETTERS[question.answer]!,
            result,
            weighting: '1'
          }
        : {
            id: question.id,
            type: 'numeric',
            response: decimal(answer),
            pattern: question.value,
            result,
            weighting: '1'
          }
    );
    this.#score();
    this.save();
  }

  /** Takes what was guessed first. */
  guess(choice: number): void {
    const { guess } = this.data;
    if (!guess || this.given(guess.id) !== undefined) return;
    this.#keep({ answers: { ...this.#kept.answers, [guess.id]: String(choice) } });
    this.#tell({
      id: guess.id,
      type: 'choice',
      response: LETTERS[choice]!,
      result: 'neutral',
      weighting: '0'
    });
    this.save();
  }

  /** Takes codes of what was drawn or taught in the demo. */
  report(codes: Readonly<Record<string, string>>): void {
    for (const [subject, code] of Object.entries(codes)) {
      if (this.#kept.codes[subject] === code) continue;
      this.#keep({ codes: { ...this.#kept.codes, [subject]: code } });
      this.#tell({
        id: identifier(`code ${subject}`),
        type: 'fill-in',
        response: code.slice(0, LONGEST),
        result: 'neutral',
        weighting: '0'
      });
    }
  }

  /** Takes the state that the demo is in, as its link holds it. */
  stands(fragment: string): void {
    if (fragment !== this.#kept.at) this.#keep({ at: fragment });
  }

  /** Saves what has changed since it was last saved. */
  save(): void {
    const lms = this.#lms;
    if (!lms || !this.#writes || this.#ended) return;
    const { text, left } = writeKept(this.#kept);
    if (text === this.#written) return;
    const taken = lms.set('cmi.suspend_data', text);
    if (!taken || !lms.commit()) {
      this.said = `Your course did not save this${taken ? '' : ` (${lms.refused})`}. Keep this page open, and tell your teacher.`;
      return;
    }
    this.#written = text;
    this.said = {
      nothing: 'Your course has saved your answers.',
      state: 'Your course has saved your answers. The state of the demo is too long to be saved.',
      codes:
        'Your course has saved your answers. The state of the demo and its codes are too long to be saved.',
      all: 'Your answers are reported, but too long to be kept for your next visit.'
    }[left];
  }

  /** Ends the visit. */
  end(): void {
    if (!this.#lms || this.#ended) return;
    this.save();
    if (this.#writes) this.#lms.set('cmi.core.session_time', timespan(this.#now().getTime() - this.#began));
    this.#ended = true;
    this.#lms.end();
  }

  #keep(changed: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changed };
  }

  /** Writes an interaction: a new one, or again one of this visit. A system need not take any. */
  #tell({ id, type, response, pattern, result, weighting }: Interaction): void {
    const lms = this.#lms;
    if (!lms || !this.#writes || this.#ended) return;
    const count = lms.get('cmi.interactions._count');
    const place = this.#places.get(id) ?? (/^\d+$/.test(count) ? Number(count) : null);
    if (place === null) return;
    this.#places.set(id, place);
    const at = `cmi.interactions.${place}`;
    const now = this.#now();
    lms.set(`${at}.id`, identifier(id));
    lms.set(`${at}.type`, type);
    lms.set(`${at}.time`, [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':'));
    if (pattern !== undefined) lms.set(`${at}.correct_responses.0.pattern`, pattern);
    lms.set(`${at}.weighting`, weighting);
    if (response) lms.set(`${at}.student_response`, response);
    lms.set(`${at}.result`, result);
  }

  #score(): void {
    const lms = this.#lms;
    const { length } = this.data.questions;
    if (!lms || !this.#writes || length === 0) return;
    lms.set('cmi.core.score.min', '0');
    lms.set('cmi.core.score.max', '100');
    lms.set('cmi.core.score.raw', String(Math.round((100 * this.right) / length)));
    if (this.answered === length) lms.set('cmi.core.lesson_status', 'completed');
  }
}
