import { pinpoint } from '#lib/law/bluebook.ts';
import { bindsOthers, happenings, type Happening, type Law, type LawCase } from '#lib/law/cases.ts';
import { byAnalogy, type Argument, type Chosen } from '#lib/law/factors.ts';

/** The ruling or report that an argument comes from. */
const rulingOf = (law: Law, { event }: Argument): Happening =>
  happenings(law).find((one) => one.event.id === event)!;

/** The case in which an argument was drawn, by its name, after who spoke where that was not the court. */
export function nameOf(law: Law, argument: Argument): string {
  const { case: one, event, court } = rulingOf(law, argument);
  return event.court && argument.office ? `${court.short}, in ${one.name}` : one.name;
}

/** The pages of an argument, after a comma; empty where they are not known. */
export function pageOf(law: Law, argument: Argument): string {
  const pages = pinpoint(rulingOf(law, argument).event, argument.at);
  return pages && `, ${pages}`;
}

/**
 * What weight an argument has before other courts on the facts chosen. An appeals court binds those below it by the rules
 * that it decided by, whatever the use; only where a rule leads is then argued by analogy. How a case of another kind came
 * out persuades, and so does what a court said of facts that were not before it.
 */
export function forceOf(law: Law, argument: Argument, chosen: Chosen): string {
  const { court } = rulingOf(law, argument);
  const { binds } = court;
  const analogy = byAnalogy(argument, chosen);
  const drawn = analogy ? '; drawn on by analogy, from another kind of use' : '';
  if (argument.office) return `persuasive at most: ${binds.replace('no court: ', '')}`;
  if (!bindsOthers(court))
    return `persuasive: a trial court${argument.supposed ? '; said of facts that were not before it' : ''}${drawn}`;
  if (argument.supposed)
    return `persuasive: said of facts that were not before a court that binds ${binds}${drawn}`;
  if (!analogy)
    return argument.rule ? `binding on ${binds}` : `binding on ${binds}, where the facts are alike`;
  return argument.rule
    ? `its rule binds ${binds}; how it applies here is argued by analogy`
    : `persuasive here, from a court that binds ${binds}${drawn}`;
}

/** The case in which a use was judged. */
export const caseOf = ({ cases }: Law, use: string): LawCase =>
  cases.find(({ uses = [] }) => uses.some(({ id }) => id === use))!;
