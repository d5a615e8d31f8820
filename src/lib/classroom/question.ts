import type { DrawnFor } from './code.ts';

/** Two drawn questions of one key are one: samples and their chance matter to (n, p)-discoverable extraction alone. */
export const keyOf = ({ planted, context, measure, data, n, p }: DrawnFor): string =>
  [planted, context, measure, data, ...(measure === 'discoverable' ? [n, p] : [])].join(' ');
