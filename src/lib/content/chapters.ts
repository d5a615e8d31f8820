import * as v from 'valibot';
import { validate } from './validate.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const number = v.pipe(v.number(), v.integer(), v.minValue(1));

const FrontMatter = v.strictObject({
  title: text,
  summary: text,
  /** Reading time. */
  minutes: number,
  /** What a reader can do afterwards. */
  goals: v.pipe(v.array(text), v.minLength(1)),
  /** The day on which the text was last checked against its sources: its version. */
  checked: v.pipe(v.string(), v.isoDate()),
  /** The day as of which it states the law, where it does; statuses within may be older and say so. */
  law_as_of: v.optional(v.pipe(v.string(), v.isoDate())),
  /** Collected from the text, see headings.ts. */
  headings: v.array(v.strictObject({ id: text, text, level: v.picklist([2, 3]) }))
});

const Planned = v.array(v.strictObject({ number, slug: text, title: text, summary: text }));

/** A line of the table of contents. */
export type PlannedChapter = v.InferOutput<typeof Planned>[number];

/** A chapter that can be read. */
export interface Chapter extends PlannedChapter, v.InferOutput<typeof FrontMatter> {
  /** Its text, from the top of the repository with a leading slash. */
  file: string;
}

/** What a link to a chapter needs. */
export type ChapterLink = Pick<Chapter, 'slug' | 'title'>;

/** A page of more than a chapter has room for, with no number and no place in the order. */
export type Appendix = Pick<Chapter, 'slug' | 'title' | 'summary' | 'file' | 'headings'>;

const AppendixMatter = v.strictObject({
  title: FrontMatter.entries.title,
  summary: FrontMatter.entries.summary,
  headings: FrontMatter.entries.headings
});

/** An appendix from its file, such as `/content/appendices/more-counts/index.md`, and the front matter of it. */
export function readAppendix(file: string, frontMatter: unknown): Appendix {
  const [, slug] = /\/([a-z-]+)\/index\.md$/.exec(file) ?? [];
  if (!slug) throw new Error(`${file}: an appendix's folder is called like "more-counts"`);
  return { ...validate(AppendixMatter, frontMatter ?? {}, file), slug, file };
}

/** A chapter from its file, such as `/content/chapters/01-introduction/index.md`, and the front matter of it. */
export function readChapter(file: string, frontMatter: unknown): Chapter {
  const [, digits, slug] = /\/(\d\d)-([a-z-]+)\/index\.md$/.exec(file) ?? [];
  if (!digits || !slug) throw new Error(`${file}: a chapter's folder is called like "01-introduction"`);
  return { ...validate(FrontMatter, frontMatter ?? {}, file), number: Number(digits), slug, file };
}

/**
 * The table of contents in order: chapters that are written, and those that are planned. Throws when a number or slug
 * is in two places, or a number is missing.
 */
export function tableOfContents(
  written: readonly Chapter[],
  planned: unknown,
  file: string
): (Chapter | PlannedChapter)[] {
  const contents = [...written, ...validate(Planned, planned, file)].toSorted((a, b) => a.number - b.number);
  for (const [index, chapter] of contents.entries()) {
    if (chapter.number !== index + 1) {
      throw new Error(
        `${file}: with the chapters that are written, chapter ${index + 1} is not there just once`
      );
    }
  }
  if (new Set(contents.map(({ slug }) => slug)).size < contents.length) {
    throw new Error(`${file}: two chapters have the same slug`);
  }
  return contents;
}

/** Whether a line of the table of contents can be read. */
export const isWritten = (chapter: Chapter | PlannedChapter): chapter is Chapter => 'file' in chapter;
