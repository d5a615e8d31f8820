import { count } from './number.ts';
import { percent } from './percent.ts';

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten: "10⁴³". */
export const powerOfTen = (power: number): string =>
  `10${[...String(power)].map((digit) => RAISED[Number(digit)]).join('')}`;

/** A probability, given as its natural log, that may be next to nothing: "48 %", "one in 2,400", "one in 10⁴³". */
export function odds(logprob: number): string {
  if (logprob >= Math.log(0.001)) return percent(Math.exp(logprob));
  const power = -logprob / Math.LN10;
  if (power < 6) return `one in ${count(Number((10 ** power).toPrecision(2)))}`;
  return `one in ${powerOfTen(Math.round(power))}`;
}
