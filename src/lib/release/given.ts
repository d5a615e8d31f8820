/** Tokens of a passage that a model is given, where the text says nothing else. */
export const GIVEN = 32;

/** Tokens that the evaluation asks for, where the passage is long enough. */
export const ASKED = 32;
