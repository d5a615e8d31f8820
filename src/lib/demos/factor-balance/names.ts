import { pinpoint } from '#lib/law/bluebook.ts';
import { happenings, type Happening, type Law, type LawCase } from '#lib/law/cases.ts';
import { byAnalogy, type Argument, type Chosen } from '#lib/law/factors.ts';

/** The case in which an argument was drawn, by its name. */
export const nameOf = ({ cases }: Law, argument: Argument): string =>
  cases.find(({ id }) => id === argument.case)!.name;

/** The ruling or report that an argument comes from. */
const rulingOf = (law: Law, { event }: Argument): Happening =>
  happenings(law).find((one) => one.event.id === event)!;

/** The pages of an argument, after a comma; empty where they are not known. */
export function pageOf(law: Law, argument: Argument): string {
  const pages = pinpoint(rulingOf(law, argument).event, argument.at);
  return pages && `, ${pages}`;
}

/**
 * What weight an argument has before other courts on the facts chosen. A court binds by what it held on the facts before
 * it: what it said of others, or is cited for by analogy, only persuades.
 */
export function forceOf(law: Law, argument: Argument, chosen: Chosen): string {
  const { court } = rulingOf(law, argument);
  if (argument.office) return 'persuasive at most: an office, not a court';
  if (court.binds.startsWith('no ')) return 'persuasive: a trial court';
  const held = argument.supposed !== true && !byAnalogy(argument, chosen);
  return held ? `binding on ${court.binds}` : `persuasive here, from a court that binds ${court.binds}`;
}

/** The case in which a use was judged. */
export const caseOf = ({ cases }: Law, use: string): LawCase =>
  cases.find(({ uses = [] }) => uses.some(({ id }) => id === use))!;
