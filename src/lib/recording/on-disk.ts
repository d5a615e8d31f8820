import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import {
  filesToRun,
  parseManifest,
  type FileEntry,
  type Manifest,
  type RunnableModel
} from '#lib/release/manifest.ts';
import type { Passage } from '#lib/release/passages.ts';
import type { CorpusDocument } from '#lib/corpus/suffix-index.ts';
import { Vocabulary } from '#lib/release/vocabulary.ts';
import type { Model, Run } from '#lib/lm/model.ts';
import { ENGINE } from '#lib/lm/engine-name.ts';
import { openWeights } from '#lib/lm/open.ts';

/** Where the published files are. */
export const LAB = join('static', 'lab');

/** A published file as JSON, by its path there. */
export const json = async (path: string) => JSON.parse(await readFile(join(LAB, path), 'utf8'));

/** What the records say they were made with. */
export const RUNTIME = `${ENGINE}, in Node ${process.versions.node}`;

/** A run that is never stopped. */
export const RUN: Run = { breathe() {}, stopped: () => false };

/** Reports progress. */
export type Say = (line: string) => void;

/** The published experiment, in Node. The tests of what is published check the files. */
export interface OnDisk {
  manifest: Manifest;
  passages: Passage[];
  /** The training text: its tokens and what they are. */
  corpus: { tokens: Uint16Array; documents: CorpusDocument[] };
  /** Token ids of a text, without BOS. */
  encode(text: string): number[];
}

export async function openLab(): Promise<OnDisk> {
  const manifest = parseManifest(await json('manifest.json'));
  const { passages } = (await json(manifest.passages.path)) as { passages: Passage[] };
  const tokenizer = new Tokenizer(await json(manifest.tokenizer.path), {
    clean_up_tokenization_spaces: false
  });
  const bytes = await readFile(join(LAB, manifest.corpus.tokens.path));
  const { documents } = (await json(manifest.corpus.documents.path)) as { documents: CorpusDocument[] };
  return {
    manifest,
    passages,
    corpus: { tokens: new Uint16Array(Uint8Array.from(bytes).buffer), documents },
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids
  };
}

/** The file of a model's weights, by default those that the page runs. */
export function weightsOf(entry: RunnableModel, dtype?: string): FileEntry {
  return filesToRun(entry, dtype).find(({ path }) => path.endsWith('.onnx'))!;
}

/** The parsed `tokenizer.json` of a published model. */
export const readTokenizer = (entry: RunnableModel) => json(`${entry.path}/tokenizer.json`);

/** A published model, from the file and in the engine that the page runs it in. */
export async function openModel(entry: RunnableModel, dtype?: string): Promise<Model> {
  return openWeights(
    await readFile(join(LAB, weightsOf(entry, dtype).path)),
    await json(`${entry.path}/config.json`),
    new Vocabulary(await readTokenizer(entry))
  );
}
