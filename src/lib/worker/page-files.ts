// Files for a page itself, not for a worker of it. In both they come through `download`.
import * as v from 'valibot';
import { DownloadError } from './causes.ts';
import { explained } from './deployment.ts';
import { download, type DownloadOptions, type RemoteFile } from './download.ts';

/**
 * Downloads a file for the page; see `download`. Where the site has changed since the page came, it says so.
 *
 * @param what the file in a reader's words, such as "the list of planted passages"
 * @throws DownloadError
 */
export async function downloadHere(
  file: RemoteFile,
  what: string,
  options?: DownloadOptions
): Promise<Uint8Array<ArrayBuffer>> {
  return download(file, what, options).catch(async (error: unknown) => {
    if (!(error instanceof DownloadError)) throw error;
    const { code, message } = await explained(error, what);
    throw new DownloadError(code, message, { cause: error });
  });
}

/** The same as text. */
export async function downloadText(
  file: RemoteFile,
  what: string,
  options?: DownloadOptions
): Promise<string> {
  return new TextDecoder().decode(await downloadHere(file, what, options));
}

/**
 * The same as JSON of a form. What has another form is damaged, though it be what was published.
 *
 * @throws DownloadError
 */
export async function downloadJson<Schema extends v.GenericSchema>(
  file: RemoteFile,
  what: string,
  schema: Schema,
  options?: DownloadOptions
): Promise<v.InferOutput<Schema>> {
  const text = await downloadText(file, what, options);
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    throw DownloadError.of('damaged', what, {}, { cause });
  }
}
