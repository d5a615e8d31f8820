import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compile } from 'mdsvex';
import { parse } from 'yaml';
import { readBibliography, type Reference } from '#lib/content/bibliography.ts';
import {
  isWritten,
  readAppendix,
  readChapter,
  tableOfContents,
  type Chapter
} from '#lib/content/chapters.ts';
import type { Apparatus } from '#lib/prose/context.ts';
import { readCorrectionsLog, type Correction } from '#lib/content/corrections.ts';
import { readFacts, toldByOthers, type Known } from '#lib/content/facts.ts';
import { readGlossary, type GlossaryEntry } from '#lib/content/glossary.ts';
import { MARKDOWN } from '#lib/content/markdown.ts';
import { entriesOf, keysUsed, tellsOfOthers } from '#lib/content/markup.ts';

const CHAPTERS = join('content', 'chapters', '*', 'index.md');
const APPENDICES = join('content', 'appendices', '*', 'index.md');
const REFERENCES = join('content', 'references.bib');
const GLOSSARY = join('content', 'glossary.json');
const PLANNED = join('content', 'planned.json');
const CASES = join('content', 'law', 'cases.yaml');
const CORRECTIONS = join('content', 'corrections.yaml');

const text = (path: string) => readFile(path, 'utf8');

/** The table of contents, written chapters and planned ones, in order. */
export async function readContents() {
  const files = await Array.fromAsync(glob(CHAPTERS));
  const written = await Promise.all(
    files.map(async (path) => {
      const compiled = await compile(await text(path), MARKDOWN);
      return readChapter(`/${path.split(sep).join('/')}`, compiled?.data?.fm);
    })
  );
  return tableOfContents(written, JSON.parse(await text(PLANNED)), PLANNED);
}

/** The chapters that are written, in order. */
export async function readChapters(): Promise<Chapter[]> {
  return (await readContents()).filter(isWritten);
}

/** The pages behind a chapter: what they are called, and of what they consist. */
export async function readAppendices() {
  const files = await Array.fromAsync(glob(APPENDICES));
  return Promise.all(
    files.toSorted().map(async (path) => {
      const compiled = await compile(await text(path), MARKDOWN);
      return readAppendix(`/${path.split(sep).join('/')}`, compiled?.data?.fm);
    })
  );
}

/** What has been corrected, the newest first. */
export async function readCorrections(): Promise<Correction[]> {
  const slugs = [...(await readChapters()), ...(await readAppendices())].map(({ slug }) => slug);
  return readCorrectionsLog(parse(await text(CORRECTIONS)), slugs, CORRECTIONS);
}

/** Every work that the article refers to, by key. */
export async function readReferences(): Promise<Map<string, Reference>> {
  return readBibliography(await text(REFERENCES), REFERENCES);
}

/** Every term of the glossary, each citing works that are there. */
export async function readTerms(): Promise<Map<string, GlossaryEntry>> {
  const [glossary, references] = await Promise.all([
    text(GLOSSARY).then((json) => readGlossary(JSON.parse(json), GLOSSARY)),
    readReferences()
  ]);
  for (const { key, cite } of glossary.values()) entriesOf(cite ?? [], references, `${GLOSSARY}, ${key}`);
  return glossary;
}

/**
 * The sources that a chapter knows only from what others say of them: by its own records, and where it has none of a
 * source, by those of the cases.
 */
export async function readTold(slug: string): Promise<string[]> {
  const [[file], cases, references] = await Promise.all([
    Array.fromAsync(glob(join('content', 'facts', `${slug}.yaml`))),
    text(CASES).then((yaml) => parse(yaml) as { cases: { events: Known[] }[] }),
    readReferences()
  ]);
  const facts = file ? readFacts(parse(await text(file)), references, file) : [];
  const own = new Set(facts.map(({ source }) => source));
  const events = cases.cases.flatMap((one) => one.events).filter(({ source }) => !own.has(source));
  return toldByOthers([...facts, ...events]);
}

/** What a chapter cites and explains, in the order of the text. Throws for a key that nothing is behind. */
export async function readApparatus({ file, slug }: Pick<Chapter, 'file' | 'slug'>): Promise<Apparatus> {
  const [source, references, terms, all] = await Promise.all([
    text(join('.', file)),
    readReferences(),
    readTerms(),
    readTold(slug)
  ]);
  const cited = keysUsed(source, 'Cite');
  const told = all.filter((key) => cited.includes(key));
  return {
    references: entriesOf(cited, references, file),
    terms: entriesOf(keysUsed(source, 'Term'), terms, file),
    told,
    tells: told.length > 0 || tellsOfOthers(source)
  };
}
