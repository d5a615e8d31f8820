/** The predictions of the chapters, by the numbers that codes give them: a new one goes to the end, and none is taken out. */
export const PREDICTIONS = [
  'copies-needed',
  'factors-moved',
  'books-unnamed',
  'ranked-copies',
  'smallest-recites',
  'left-after-removal',
  'people-overlap'
] as const;

export type PredictionName = (typeof PREDICTIONS)[number];
