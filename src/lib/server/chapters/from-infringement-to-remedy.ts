import { count, millions } from '#lib/words/number.ts';

/** Works on the final list of the settlement in Bartz v. Anthropic. */
const WORKS = 482_460;
/** What the settlement fund holds, in dollars. */
const FUND = 1_500_000_000;
/** 17 U.S.C. § 504(c), in dollars for each work. */
const [LEAST, MOST, WILFUL] = [750, 30_000, 150_000];

const dollars = (sum: number) => `$${sum < 1e9 ? millions(sum) : `${(sum / 1e9).toFixed(1)} billion`}`;

/** What the appendix to chapter 2 is given: the limits of the statute, times the works of one settlement. */
export async function evidence() {
  const row = (what: string, each: number) => ({ what, each: `$${count(each)}`, all: dollars(each * WORKS) });
  const settled = FUND / WORKS;
  return {
    works: count(WORKS),
    sums: [
      row('the least, unless the infringer had no reason to know', LEAST),
      {
        what: 'the settlement, before fees',
        each: `about $${count(Math.round(settled / 100) * 100)}`,
        all: dollars(FUND)
      },
      row('the most, where the infringement was not wilful', MOST),
      row('the most, where it was', WILFUL)
    ],
    overLeast: Math.round(settled / LEAST),
    underMost: Math.round(WILFUL / settled)
  };
}
