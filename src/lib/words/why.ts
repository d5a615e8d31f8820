/** What an error says, in its own words; of what else was thrown, its text. */
export const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));
