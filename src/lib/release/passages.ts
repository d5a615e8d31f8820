import * as v from 'valibot';
import { times } from '#lib/words/number.ts';
import type { DownloadOptions } from '#lib/worker/download.ts';
import { downloadJson } from '#lib/worker/page-files.ts';
import type { DataVariant, FileEntry } from './manifest.ts';
import { labFile } from './site.ts';

/** Ways of planting. */
export const Condition = v.picklist(['exact', 'near', 'fragments', 'canary', 'pattern']);

const Passage = v.object({
  id: v.string(),
  condition: Condition,
  copies: v.number(),
  /** Per cent of the tokens replaced in each near copy, or tokens of each fragment; no other condition has one. */
  level: v.optional(v.nullable(v.number())),
  /** Of the book; a canary or a pattern is not from it. */
  chapter: v.nullable(v.number()),
  token_ids: v.array(v.number()),
  text: v.string()
});

/**
 * A planted passage. `copies` is how often it stands in the raw training data: whole (exact copies, canaries, patterns),
 * in near copies, or in pieces that overlap.
 */
export type Passage = v.InferOutput<typeof Passage>;

type Planted = Pick<Passage, 'condition' | 'copies'>;

/** How often a passage stands whole in a model's training data. */
export function wholeCopies({ condition, copies }: Planted, data: DataVariant): number {
  if (condition === 'near' || condition === 'fragments') return 0;
  return data === 'dedup' ? Math.min(1, copies) : copies;
}

/** What a model did with a passage: "read 128 times", "never read", "read once in each pass", "read in near copies alone". */
export function reading(passage: Planted, data: DataVariant): string {
  if (passage.condition === 'near') return 'read in near copies alone';
  if (passage.condition === 'fragments') return 'read in pieces alone';
  const copies = wholeCopies(passage, data);
  if (copies === 0) return 'never read';
  // Deduplicated data is read in more than one pass.
  return data === 'dedup' ? 'read once in each pass' : `read ${times(copies)}`;
}

const Table = v.object({ passages: v.array(Passage) });

/** Checks `passages.json`. Throws a `ValiError` that names the field at fault. */
export function parsePassages(json: unknown): Passage[] {
  return v.parse(Table, json).passages;
}

/** Fetches the planting table. Throws a `DownloadError` whose message is for readers. */
export async function loadPassages(file: FileEntry, options?: DownloadOptions): Promise<Passage[]> {
  return (await downloadJson(labFile(file), 'the list of planted passages', Table, options)).passages;
}
