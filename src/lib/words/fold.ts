/** Accents and the like, once they stand apart from their letters. Vowel signs of other scripts are not among them. */
const ACCENTS = /[\u0300-\u036f]/g;
/** Signs that are not seen: soft hyphens, joiners, marks of direction. */
const UNSEEN = /\p{Cf}/gu;

/** A text as a search compares it: whatever its case, its accents and the way its letters are put together. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(ACCENTS, '').replace(UNSEEN, '').toLowerCase().normalize('NFC');

/** The words of a text, folded. Whatever is no letter or digit parts words. */
export const foldedWords = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
