// What a reader's own prefix may hold unseen, and which planted passage it is near.

/** Something in a prefix that the reader may not see, and that changes what the model reads. */
export interface Oddity {
  /** What it is and what it does. */
  text: string;
  /** The label of the button that fixes it. */
  mend: string;
  mended: string;
}

/** Invisible characters, by name. */
const UNSEEN: readonly (readonly [RegExp, string, string])[] = [
  [/[\u200b\u2060\ufeff]/g, 'space of no width', 'spaces of no width'],
  [/[\u200c\u200d]/g, 'joiner of no width', 'joiners of no width'],
  [
    /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    'mark of the direction of writing',
    'marks of the direction of writing'
  ],
  [/\u00ad/g, 'soft hyphen', 'soft hyphens'],
  // eslint-disable-next-line no-control-regex -- these are meant
  [/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f]/g, 'control character', 'control characters']
];

const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const CURLY: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚′]/g, "'"],
  [/[“”„″]/g, '"'],
  [/…/g, '...']
];

/**
 * What is odd about a prefix.
 *
 * @param special names of tokens that a text does not hold, as far as they are known
 */
export function odditiesOf(prefix: string, special: readonly string[] = []): Oddity[] {
  const found: Oddity[] = [];
  const lines = prefix.match(/\r/g)?.length ?? 0;
  if (lines > 0)
    found.push({
      text: 'It has line breaks as Windows writes them, each with a character that the training text does not have.',
      mend: 'Make them plain line breaks',
      mended: prefix.replace(/\r\n?/g, '\n')
    });
  const names = special.filter((name) => prefix.includes(name));
  if (names.length > 0)
    found.push({
      text: `“${names[0]}” is the name of a special token: the model would not read these letters, but the start of a new text.`,
      mend: 'Take it out',
      mended: names.reduce((text, name) => text.replaceAll(name, ''), prefix)
    });
  const unseen = UNSEEN.flatMap(([characters, one, many]) => {
    const n = prefix.match(characters)?.length ?? 0;
    return n === 0 ? [] : [n === 1 ? `a ${one}` : `${n} ${many}`];
  });
  if (unseen.length > 0)
    found.push({
      text: `It has what no reader sees: ${unseen.join(', ')}.`,
      mend: unseen.length > 1 || /^\d/.test(unseen[0]!) ? 'Take them out' : 'Take it out',
      mended: UNSEEN.reduce((text, [characters]) => text.replace(characters, ''), prefix)
    });
  const spaces = prefix.match(SPACES)?.length ?? 0;
  if (spaces > 0)
    found.push({
      text:
        spaces === 1
          ? 'One of its spaces is of another kind, such as one where no line may break: to the model another character.'
          : `${spaces} of its spaces are of another kind, such as those where no line may break: to the model other characters.`,
      mend: 'Make it plain',
      mended: prefix.replace(SPACES, ' ')
    });
  if (CURLY.some(([characters]) => prefix.search(characters) >= 0))
    found.push({
      text: 'Its quotation marks, apostrophes or dots are typographic; in the training text they are plain.',
      mend: 'Make them plain',
      mended: CURLY.reduce((text, [characters, plain]) => text.replace(characters, plain), prefix)
    });
  if (/\S\s+$/.test(prefix))
    found.push({
      text: `It ends in a ${prefix.trimEnd().length < prefix.length - 1 ? 'run of blanks' : prefix.endsWith('\n') ? 'line break' : 'space'}. A word’s token begins with its space, so after one the model is lost.`,
      mend: 'Take it away',
      mended: prefix.trimEnd()
    });
  if (/^\s+\S/.test(prefix))
    found.push({
      text: 'It begins with a blank. No text of the training data does.',
      mend: 'Take it away',
      mended: prefix.trimStart()
    });
  return found;
}

/** A planted passage whose opening a prefix is, or nearly is. */
export interface Near {
  /** Of the passage. */
  id: string;
  /** How many passages begin so; one where it is near. */
  passages: number;
  /** Where the prefix first differs from the passage: the words there; null where it does not. */
  first: { yours: string; book: string } | null;
  /** Characters to change. */
  edits: number;
  /** The prefix as the passage has it. */
  mended: string;
  /** Whether the prefix continues beyond what is known of the passage. */
  beyond: boolean;
}

/** A text that is recognized by its exact opening, and one that may differ from it. */
const LEAST = { exact: 6, near: 12 };
/** Share of its characters in which it may. */
const SHARE = 0.15;

/** The passage that a prefix is nearest to, of those given with their openings, best first where several begin alike. */
export function nearest(prefix: string, openings: Iterable<readonly [string, string]>): Near | null {
  const text = prefix.trimEnd();
  if (text.length < LEAST.exact) return null;
  let best: Near | null = null;
  let passages = 0;
  let most = text.length < LEAST.near ? 0 : Math.max(1, Math.floor(Math.min(text.length, 120) * SHARE));
  for (const [id, opening] of openings) {
    const beyond = text.length > opening.length;
    const known = beyond ? text.slice(0, opening.length) : text;
    if (opening.startsWith(known)) {
      passages++;
      if (passages === 1) best = { id, passages, first: null, edits: 0, mended: text, beyond };
      most = 0;
      continue;
    }
    if (most === 0) continue;
    const found = distance(known, opening, most);
    if (!found || (best && found.edits >= best.edits)) continue;
    most = found.edits;
    best = {
      ...{ id, passages: 1, edits: found.edits, beyond },
      first: differenceOf(known, opening),
      mended: opening.slice(0, found.length) + text.slice(known.length)
    };
  }
  return best && passages > 1 ? { ...best, passages } : best;
}

/**
 * The fewest edits that make of `text` a beginning of `of`, and the length of that beginning; null where they are more
 * than `most`.
 */
function distance(text: string, of: string, most: number): { edits: number; length: number } | null {
  let row = Array.from({ length: of.length + 1 }, (_, j) => j);
  for (let i = 1; i <= text.length; i++) {
    const next: number[] = new Array<number>(of.length + 1).fill(Infinity);
    if (i <= most) next[0] = i;
    let least = next[0]!;
    const to = Math.min(of.length, i + most);
    for (let j = Math.max(1, i - most); j <= to; j++) {
      const pair = row[j - 1]! + (text[i - 1] === of[j - 1] ? 0 : 1);
      const value = Math.min(pair, row[j]! + 1, next[j - 1]! + 1);
      next[j] = value;
      if (value < least) least = value;
    }
    if (least > most) return null;
    row = next;
  }
  const edits = Math.min(...row);
  // Of beginnings as near the one of the same length, or the next to it.
  const lengths = row.flatMap((value, j) => (value === edits ? [j] : []));
  const length = lengths.reduce((a, b) => (Math.abs(b - text.length) < Math.abs(a - text.length) ? b : a));
  return edits > most ? null : { edits, length };
}

/** The words where two texts first differ. */
function differenceOf(yours: string, book: string): { yours: string; book: string } {
  let at = 0;
  while (at < yours.length && yours[at] === book[at]) at++;
  return { yours: wordAt(yours, at), book: wordAt(book, at) };
}

function wordAt(text: string, at: number): string {
  const from = text.lastIndexOf(' ', at - 1) + 1;
  const to = text.indexOf(' ', Math.max(at, from) + 1);
  return text.slice(from, to < 0 ? undefined : to).trim();
}
