import { draw, encode } from '#lib/classroom/code.ts';
import { choicesHash, columnsHash } from '#lib/classroom/given.ts';
import type { Read } from '#lib/classroom/paste.ts';
import type { Prediction } from '#lib/classroom/tally.ts';
import type { Question, View } from '#lib/demos/recall/view.ts';

const STUDENTS = 30;

/**
 * The lines of a class that never was, to show what this page does: each of its students has answered the first prediction and
 * drawn a curve. One code is damaged.
 */
export function madeUp([first]: readonly Prediction[], question: Question, { columns }: View): string {
  const lines = Array.from({ length: STUDENTS }, (_, i) => {
    const student = `Made-up student ${i + 1}`;
    const choice = Math.floor(first!.choices.length * (Math.random() + Math.random()) * 0.5);
    // Where this student's curve rises, and how steeply.
    const [middle, steep] = [columns.length * (0.3 + 0.5 * Math.random()), 0.6 + Math.random()];
    const values = columns.map((_, at) => 1 / (1 + Math.exp(steep * (middle - at))));
    const codes = [
      encode(
        { kind: 'guess', prediction: first!.prediction, choice, choices: choicesHash(first!.choices) },
        draw()
      ),
      encode({ kind: 'drawing', question, columns: columnsHash(columns), values }, draw())
    ];
    return `${student}: ${codes.join(' ')}`;
  });
  // Its last character is lost.
  lines[STUDENTS - 1] = lines[STUDENTS - 1]!.slice(0, -1);
  return lines.join('\n');
}

/** Whether a text holds codes of such a class. */
export const isMadeUp = (read: Read): boolean =>
  read.found.some(({ name }) => name.startsWith('Made-up student'));
