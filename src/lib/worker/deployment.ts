// Whether the site has been deployed anew since this page came. For pages only: a worker knows no address of the site.
import { version } from '$app/env';
import { resolve } from '$app/paths';
import { deployedVersion } from '#lib/deployment/version.ts';
import { CAUSES, type Cause } from './causes.ts';
import type { CodedError } from './coded-error.ts';

/** Milliseconds after which it counts as not known. */
const PATIENCE = 5000;

/** Whether another version of the site stands there than the one that this page was built with; false if that is not known. */
export async function outdated(): Promise<boolean> {
  const now = await deployedVersion(resolve('/'), PATIENCE);
  return version !== undefined && now !== undefined && now !== version;
}

/** The code and the words of an error, or those of an earlier version where that is why. */
export async function explained<Code extends string>(
  { code, message }: CodedError<Code>,
  what: string
): Promise<{ code: Code | Cause; message: string }> {
  const rule = code in CAUSES ? CAUSES[code as unknown as Cause] : undefined;
  return rule?.perhapsEarlier && (await outdated())
    ? { code: 'outdated', message: CAUSES.outdated.words(what, {}) }
    : { code, message };
}
