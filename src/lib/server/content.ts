import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBibliography, type Reference } from '#lib/article/bibliography.ts';
import { isWritten, readChapter, tableOfContents, type Chapter } from '#lib/article/chapters.ts';
import type { Apparatus } from '#lib/article/context.ts';
import { readGlossary, type GlossaryEntry } from '#lib/article/glossary.ts';
import { entriesOf, keysUsed } from '#lib/article/markup.ts';

const REFERENCES = join('content', 'references.bib');
const GLOSSARY = join('content', 'glossary.json');
const PLANNED = join('content', 'planned.json');

const frontMatter = import.meta.glob<unknown>('/content/chapters/*/index.md', {
  eager: true,
  import: 'metadata'
});

const text = (path: string) => readFile(path, 'utf8');

/** The table of contents, written chapters and planned ones, in order. */
export async function readContents() {
  const written = Object.entries(frontMatter).map(([file, metadata]) => readChapter(file, metadata));
  return tableOfContents(written, JSON.parse(await text(PLANNED)), PLANNED);
}

/** The chapters that are written, in order. */
export async function readChapters(): Promise<Chapter[]> {
  return (await readContents()).filter(isWritten);
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

/** What a chapter cites and explains, in the order of the text. Throws for a key that nothing stands behind. */
export async function readApparatus({ file }: Chapter): Promise<Apparatus> {
  const [source, references, terms] = await Promise.all([
    text(join('.', file)),
    readReferences(),
    readTerms()
  ]);
  return {
    references: entriesOf(keysUsed(source, 'Cite'), references, file),
    terms: entriesOf(keysUsed(source, 'Term'), terms, file)
  };
}
