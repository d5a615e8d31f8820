/** What each demo is called, by its name: all that pages need of the registry to run. */
const TITLES: Readonly<Record<string, string>> = import.meta.env.DEMO_TITLES;

/** The title of the demo of that name. Throws where there is none: names are ours. */
export function titleOf(name: string): string {
  const title = TITLES[name];
  if (!title) throw new Error(`There is no demo “${name}”.`);
  return title;
}
