/** What a run in the reader's browser came to, beside what was recorded of the same question. */
export const asRecorded = (same: boolean): string =>
  same
    ? 'Your browser’s copy wrote what we recorded, word for word.'
    : 'Your browser’s copy wrote something other than what we recorded.';
