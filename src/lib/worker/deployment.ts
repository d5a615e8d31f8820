import { version } from '$app/env';
import { resolve } from '$app/paths';

/** Whether the site has been published anew since this page was. False where that cannot be known, as without a connection. */
export async function outdated(): Promise<boolean> {
  try {
    const response = await fetch(resolve('_app/version.json' as '/'), { cache: 'no-store' });
    if (!response.ok) return false;
    const { version: now } = (await response.json()) as { version?: unknown };
    return typeof now === 'string' && now !== version;
  } catch {
    return false;
  }
}
