// XML validated against a schema, for tests.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const files = (paths: readonly string[]) =>
  paths.map((path) => ({ fileName: basename(path), contents: readFileSync(path, 'utf8') }));

/**
 * What is wrong with texts by a schema; nothing where they are valid.
 *
 * @param schema the path of the schema
 * @param imports the names of those that it imports, in the same folder
 */
export async function faults(
  texts: readonly { path: string; text: string }[],
  schema: string,
  imports: readonly string[] = []
): Promise<string[]> {
  const { errors } = await validateXML({
    xml: texts.map(({ path, text }) => ({ fileName: path.replaceAll('/', '_'), contents: text })),
    schema: files([schema]).map(({ contents }) => contents),
    preload: files(imports.map((name) => join(dirname(schema), name)))
  });
  return errors.map(({ message, loc }) => `${loc?.fileName ?? ''}: ${message}`);
}
