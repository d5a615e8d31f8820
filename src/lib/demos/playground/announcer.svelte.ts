/** What a screen reader is told of a text that streams in: whole sentences, one after the other. */
export class Announcer {
  /** For a polite live region. */
  text = $state('');

  #said = 0;
  #whole = '';

  start(): void {
    this.#said = 0;
    this.#whole = '';
    this.text = 'Completing.';
  }

  /** @param whole the text so far; what of it ends a sentence, and has not been said, is said. */
  say(whole: string): void {
    this.#whole = whole;
    const end = sentenceEnd(whole, this.#said);
    if (end > this.#said) {
      this.text = whole.slice(this.#said, end).trim();
      this.#said = end;
    }
  }

  /** Says what is left over. */
  finish(): void {
    const rest = this.#whole.slice(this.#said).trim();
    this.text = rest ? `${rest} … End of the completion.` : 'End of the completion.';
  }
}

/** Where the last whole sentence after `from` ends; `from` while there is none. */
export function sentenceEnd(text: string, from: number): number {
  let end = from;
  for (const match of text.slice(from).matchAll(/[.!?;:]["')\]]*(?=\s)/g))
    end = from + match.index + match[0].length;
  return end;
}
