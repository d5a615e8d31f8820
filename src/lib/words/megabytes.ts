/** What a download costs, for a reader: "loads 31 MB"; null when nothing is to be loaded. */
export function megabytes(bytes: number): string | null {
  return bytes > 0 ? `loads ${Math.max(1, Math.round(bytes / 1e6))} MB` : null;
}
