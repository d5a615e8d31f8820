// What is argued on which facts, factor by factor, and what a change of facts changes. Nothing is weighed.
import type { Use } from '#lib/law/cases.ts';
import { bearsOn, differences, stands, type Argument, type Chosen, type Factors } from '#lib/law/factors.ts';
import { capital, list } from '#lib/words/list.ts';
import { inWords } from '#lib/words/number.ts';

/** One factor on the facts chosen. */
export interface Argued {
  number: number;
  name: string;
  statute: string;
  /** The facts that it is argued from, as named in a sentence. */
  from: string[];
  sides: Record<Argument['side'], Argument[]>;
  /** Arguments that the real case's facts do not give. */
  added: ReadonlySet<string>;
  /** Arguments of the real case that these facts do not give. */
  gone: Argument[];
  /** The real cases that do not differ in any fact that this factor is argued from, as far as both are known. */
  alike: Use[];
}

/** The facts from which some argument on a factor is drawn, in the order of the file. */
export const factsBehind = (factors: Factors, number: number) =>
  factors.facts.filter(({ id }) => bearsOn(factors, id).includes(number));

/** The four factors on the facts `chosen`, compared with the facts `real` of the case that the reader began with. */
export function argue(factors: Factors, uses: readonly Use[], chosen: Chosen, real: Chosen): Argued[] {
  return factors.factors.map(({ number, name, statute }) => {
    const all = factors.arguments.filter(({ factor }) => factor === number);
    const now = all.filter((argument) => stands(argument, chosen));
    const behind = factsBehind(factors, number).map(({ id }) => id);
    return {
      number,
      name,
      statute,
      from: factsBehind(factors, number).map(({ short }) => short),
      sides: {
        for: now.filter(({ side }) => side === 'for'),
        against: now.filter(({ side }) => side === 'against'),
        neutral: now.filter(({ side }) => side === 'neutral')
      },
      added: new Set(now.filter((argument) => !stands(argument, real)).map(({ id }) => id)),
      gone: all.filter((argument) => stands(argument, real) && !stands(argument, chosen)),
      alike: uses.filter(
        (use) =>
          use.factors.some(({ factor }) => factor === number) &&
          !differences(use.facts, chosen).some((fact) => behind.includes(fact))
      )
    };
  });
}

/** How many arguments come in and how many fall away, as a clause. */
function sayMoved(added: number, gone: number): string {
  if (added + gone === 0) return 'no argument comes or goes';
  const comes = `${inWords(added, 'no')} argument${added > 1 ? 's come' : ' comes'} in`;
  return `${comes} and ${inWords(gone)} fall${gone > 1 ? '' : 's'} away`;
}

/** What a change of facts has done to one factor, in a few words. */
export function sayFactor({ added, gone }: Pick<Argued, 'added' | 'gone'>): string {
  const parts = [
    added.size && `${inWords(added.size)} come${added.size > 1 ? '' : 's'} in`,
    gone.length && `${inWords(gone.length)} fall${gone.length > 1 ? '' : 's'} away`
  ].filter(Boolean);
  return parts.join(', ') || 'no change';
}

/** What a change of facts has done, in sentences. */
export function sayChange(argued: readonly Argued[], changed: readonly string[]): string {
  if (changed.length === 0) return 'These are the facts of the real case.';
  const moved = argued.filter((one) => one.added.size + one.gone.length > 0).map(({ number }) => number);
  const what = capital(
    sayMoved(
      argued.reduce((sum, one) => sum + one.added.size, 0),
      argued.reduce((sum, one) => sum + one.gone.length, 0)
    )
  );
  const where = moved.length ? `, on factor${moved.length === 1 ? '' : 's'} ${list(moved)}` : '';
  return `Changed: ${changed.join('; ')}. ${what}${where}.`;
}

/** What a change of facts brought to one factor and took from it, each with what it is said for. */
export function moves({ sides, added, gone }: Argued): { comes: boolean; argument: Argument }[] {
  const now = [...sides.for, ...sides.against, ...sides.neutral];
  return [
    ...now.filter(({ id }) => added.has(id)).map((argument) => ({ comes: true, argument })),
    ...gone.map((argument) => ({ comes: false, argument }))
  ];
}
