import { pinpoint } from '#lib/law/bluebook.ts';
import { happenings, type Happening, type Law, type LawCase } from '#lib/law/cases.ts';
import type { Argument } from '#lib/law/factors.ts';

/** The case in which an argument was drawn, by its name. */
export const nameOf = ({ cases }: Law, argument: Argument): string =>
  cases.find(({ id }) => id === argument.case)!.name;

/** The ruling or report in which an argument stands. */
const rulingOf = (law: Law, { event }: Argument): Happening =>
  happenings(law).find((one) => one.event.id === event)!;

/** The pages on which an argument stands, after a comma; empty where they are not known. */
export function pageOf(law: Law, argument: Argument): string {
  const pages = pinpoint(rulingOf(law, argument).event, argument.at);
  return pages && `, ${pages}`;
}

/** What weight an argument has before other courts: whom its court binds, or that it only persuades. */
export function forceOf(law: Law, argument: Argument): string {
  const { court } = rulingOf(law, argument);
  if (argument.office) return 'persuasive at most: an office, not a court';
  return court.binds.startsWith('no ') ? 'persuasive: a trial court' : `binding on ${court.binds}`;
}

/** The case in which a use was judged. */
export const caseOf = ({ cases }: Law, use: string): LawCase =>
  cases.find(({ uses = [] }) => uses.some(({ id }) => id === use))!;
