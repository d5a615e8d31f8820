/** The names that may fill the gap: the people of Moby-Dick who are called by one word. */
export const NAMES = [
  'Ahab',
  'Bildad',
  'Daggoo',
  'Elijah',
  'Fedallah',
  'Flask',
  'Ishmael',
  'Peleg',
  'Pip',
  'Queequeg',
  'Starbuck',
  'Stubb',
  'Tashtego'
] as const;

/** A passage with one name taken out. */
export interface Cloze {
  before: string;
  name: string;
  after: string;
}

/** Words that a passage has at least, has ideally, and has at most: the study's were of 40 to 60 tokens. */
const WORDS = { least: 20, enough: 40, most: 75 };

const aName = new RegExp(`\\b(?:${NAMES.join('|')})\\b`, 'g');
const sentenceEnd = /[.!?]["”’')\]]*(?=\s|$)/g;

/**
 * The beginning of a paragraph with its one name taken out, up to the end of a sentence; null where no beginning of a
 * fit length holds exactly one. After the name cloze of Chang, Cramer, Soni and Bamman 2023, "Speak, memory", who
 * further ask that no other named entity occur in the passage: here only the names of the book's people are looked for.
 */
export function clozeOf(paragraph: string): Cloze | null {
  let found: Cloze | null = null;
  for (const end of paragraph.matchAll(sentenceEnd)) {
    const text = paragraph.slice(0, end.index + end[0].length);
    const words = text.split(/\s+/).length;
    const names = [...text.matchAll(aName)];
    if (words > WORDS.most || names.length > 1) break;
    const [name] = names;
    if (!name || words < WORDS.least) continue;
    found = {
      before: text.slice(0, name.index),
      name: name[0],
      after: text.slice(name.index + name[0].length)
    };
    if (words >= WORDS.enough) break;
  }
  return found;
}

/** The passage with a name in its gap. */
export const fill = ({ before, after }: Pick<Cloze, 'before' | 'after'>, name: string) =>
  before + name + after;

/** The name that a reader wrote, without the space and the marks around it. Case is kept. */
export const tidy = (guess: string) => guess.trim().replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '');

/** Whether a guess is the name. Unlike in the study, upper and lower case count as equal. */
export const isRight = (guess: string, name: string) => tidy(guess).toLowerCase() === name.toLowerCase();

/**
 * How a model shares its belief among the names: the probabilities of the passages that they make, as shares of their
 * sum. `logprobs` are natural logs of whole passages, some hundred nats below zero, so the best is taken out first.
 */
export function shares(logprobs: readonly number[]): number[] {
  const best = Math.max(...logprobs);
  const weights = logprobs.map((logprob) => Math.exp(logprob - best));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
