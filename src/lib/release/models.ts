// The models of a release among each other: their names, their sizes, which is the largest, which is whose twin.
import type { Manifest, ModelEntry } from './manifest.ts';

type Named = Readonly<{ label: string; data: string }>;
type Sized = Readonly<{ parameters: number; data: string }>;

/** A model's name where there is little room: "5.9M", "5.9M, deduplicated". */
export const shortName = ({ label, data }: Named): string =>
  data === 'dedup' ? `${label}, deduplicated` : label;

/** A model's name: "5.9M parameters", "5.9M parameters, deduplicated". */
export const modelName = ({ label, data }: Named): string =>
  shortName({ label: `${label} parameters`, data });

/** A model's name where it stands beside its twin: "5.9M parameters, with all copies", "5.9M parameters, deduplicated". */
export const fullName = (model: Named): string =>
  modelName(model) + (model.data === 'raw' ? ', with all copies' : '');

/** The models that read every copy, from small to large. */
export const withAllCopies = <T extends Sized>(models: readonly T[]): T[] =>
  models.filter(({ data }) => data === 'raw').toSorted((a, b) => a.parameters - b.parameters);

/** All models, from large to small, each with all copies before its deduplicated twin. */
export const largestFirst = <T extends Sized>(models: readonly T[]): T[] =>
  models.toSorted((a, b) => b.parameters - a.parameters || (a.data === 'raw' ? -1 : 1));

/** The largest of the models that read every copy. */
export const largestOf = <T extends Sized>(models: readonly T[]): T | undefined =>
  withAllCopies(models).at(-1);

/** The deduplicated model of the same size. */
export const twinOf = <T extends Sized>(models: readonly T[], { parameters }: Sized): T | undefined =>
  models.find((model) => model.data === 'dedup' && model.parameters === parameters);

/** The largest two models that differ in their data alone. */
export function largestPair<T extends Sized>(models: readonly T[]): { raw: T; twin: T } | undefined {
  return withAllCopies(models)
    .map((raw) => ({ raw, twin: twinOf(models, raw) }))
    .findLast((pair): pair is { raw: T; twin: T } => pair.twin !== undefined);
}

/** A model size: the model that read every copy, and its deduplicated twin, where there is one. */
export interface Size {
  label: string;
  parameters: number;
  /** From 0, the smallest, to 1, the largest. */
  tone: number;
  raw: ModelEntry;
  twin?: ModelEntry | undefined;
}

/** The sizes of a release that the page can run, from small to large. */
export function sizesOf({ models }: Pick<Manifest, 'models'>): Size[] {
  const all = withAllCopies(models);
  return all.map((raw, at) => ({
    label: raw.label,
    parameters: raw.parameters,
    tone: all.length > 1 ? at / (all.length - 1) : 1,
    raw,
    twin: twinOf(models, raw)
  }));
}
