import {
  DOES,
  FAULTS,
  GROUPS,
  inWords,
  PLACES,
  seenAt,
  type Fault,
  type LastRun,
  type Place
} from '../../../test/faults/faults.ts';
import lastRun from '../../../test/faults/last-run.json';
import type { PageServerLoad } from './$types';

/** What is seen of a fault, and where something else is. */
function seen(fault: Fault): { seen: string; elsewhere: [place: string, seen: string][] } {
  const [first, ...others] = fault.places ?? (Object.keys(PLACES) as Place[]);
  const usual = seenAt(fault, first!);
  const elsewhere = others.filter((place) => seenAt(fault, place) !== usual);
  return {
    seen: inWords(usual),
    elsewhere: elsewhere.map((place) => [PLACES[place], inWords(seenAt(fault, place))])
  };
}

/** The fault matrix, as the tests run it. */
export const load: PageServerLoad = () => ({
  faults: FAULTS.length,
  lastRun: lastRun satisfies LastRun,
  groups: GROUPS.map(({ title, faults }) => ({
    title,
    rows: faults.map((fault) => ({ fault: fault.fault, does: DOES[fault.visit], ...seen(fault) }))
  }))
});
