/** A number with both bounds. */
export interface Bounded {
  value: number;
  low: number;
  high: number;
}

/** One model: what it recites, and what shows that it read, over all passages that it read and those of most copies. */
export interface Traced {
  name: string;
  /** Of the passages of most copies. */
  n: number;
  exact: number;
  near: number;
  /** Bits a token: of the passages of most copies, and of those that it did not read. */
  bits: Bounded;
  unread: Bounded;
  /** How surely the passages of most copies are told from those that it did not read, by their probability. */
  auc: Bounded;
  /** The same of passages read by the fewest copies, as it is and less what other models make of the passage. */
  once: { n: number; exact: number; auc: Bounded; calibrated: Bounded | null };
  /** Mean exposure of the codes of most copies, in bits. */
  exposure: Bounded | null;
}
