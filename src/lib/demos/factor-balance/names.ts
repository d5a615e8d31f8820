import type { Law, LawCase } from '#lib/law/cases.ts';
import type { Argument } from '#lib/law/factors.ts';

/** The case in which an argument was drawn, by its name. */
export const nameOf = ({ cases }: Law, argument: Argument): string =>
  cases.find(({ id }) => id === argument.case)!.name;

/** The case in which a use was judged. */
export const caseOf = ({ cases }: Law, use: string): LawCase =>
  cases.find(({ uses = [] }) => uses.some(({ id }) => id === use))!;
