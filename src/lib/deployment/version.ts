/**
 * The version of the site that its host has now; undefined where that cannot be known.
 *
 * @param top the address of the top of the site, with a slash at its end
 * @param patience milliseconds after which it counts as not known
 */
export async function deployedVersion(top: string, patience: number): Promise<string | undefined> {
  try {
    const response = await fetch(`${top}_app/version.json`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(patience)
    });
    if (!response.ok) return undefined;
    const answer = (await response.json()) as { version?: unknown } | null;
    return typeof answer?.version === 'string' ? answer.version : undefined;
  } catch {
    return undefined;
  }
}
