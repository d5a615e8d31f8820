import { createContext } from 'svelte';
import type { Reference } from '#lib/content/bibliography.ts';
import type { GlossaryEntry } from '#lib/content/glossary.ts';

/** What the text of one page refers to. */
export interface Apparatus {
  /** In the order of their numbers, the first being number 1. */
  references: Reference[];
  terms: GlossaryEntry[];
  /** Keys of the references that we know only from what others say of them. */
  told: string[];
  /** Whether anything on the page is known in this way only. */
  tells: boolean;
}

export const [getApparatus, setApparatus] = createContext<Apparatus>();
