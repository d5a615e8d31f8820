/**
 * The loss of a model on a text in bits per byte: the code length that its probabilities imply, over the UTF-8
 * bytes of the text. Independent of the tokenizer, so models with different vocabularies compare (Gao et al. 2020,
 * "The Pile", arXiv:2101.00027, section 3.1). 8 is no compression at all.
 *
 * @param logprobs natural-log probabilities of the text's tokens
 * @param bytes length of the text in UTF-8 bytes, of exactly those tokens
 * @throws RangeError where `bytes` is not positive.
 */
export function bitsPerByte(logprobs: Iterable<number>, bytes: number): number {
  if (!(bytes > 0)) throw new RangeError(`A text of ${bytes} bytes has no bits per byte.`);
  let nats = 0;
  for (const logprob of logprobs) nats -= logprob;
  return nats / Math.LN2 / bytes;
}
