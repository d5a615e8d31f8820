import { usesOf } from '#lib/law/factors.ts';
import { readArguments, readCourtSteps, readLaw } from '../law.ts';

/** The uses in training that courts have judged, in the order in which the text takes them. */
const JUDGED = ['bartz-training', 'bartz-library', 'kadrey-training', 'ross-training'];

/** What the text of the chapter is given: the cases, the arguments, and the rulings on training. */
export async function evidence() {
  const { law, sources } = await readLaw();
  const uses = usesOf(law);
  const judged = JUDGED.map((name) => {
    const use = uses.find(({ id }) => id === name);
    if (!use) throw new Error(`There is no use "${name}" among the cases`);
    return use;
  });
  return { law, sources, factors: await readArguments(), steps: await readCourtSteps(), judged };
}
