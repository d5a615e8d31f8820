// What a page of a SCORM package is made of: a demo, the prediction of its chapter, and its chapter's questions.

/** A question that is scored: the first answer counts. */
export type Scored = { id: string; ask: string; why: string } & (
  { kind: 'choice'; choices: string[]; answer: number } | { kind: 'number'; value: string; within: string }
);

/** A question that has no score: what was guessed before anything was shown. */
export interface Guessed {
  id: string;
  question: string;
  choices: string[];
  /** What was measured, one of the choices. */
  answer: string;
}

export interface LessonData {
  demo: { name: string; title: string; says: string; height: number };
  /** The demo's frame in the package, with all that the demo has: what is handed in is not in its compact view. */
  frame: string;
  /** The state that it begins in, as a link holds it; its usual one where empty. */
  fragment: string;
  chapter: string;
  guess: Guessed | null;
  /** Texts are HTML of ours: paragraphs with italics. */
  questions: Scored[];
}
