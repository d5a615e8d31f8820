import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '#lib/demos/link-laws.ts';
import { link, parseState } from './state.ts';

const models = ['small', 'large'];

testLinks(link, [models], fc.record({ model: fc.constantFrom(...models) }));

test('a link without a model shows the first, one to a model that is not there says so', () => {
  expect(parseState('', models)).toEqual({ state: { model: 'small' }, complaints: [] });
  expect(parseState('#v=1&model=huge', models)).toEqual({
    state: { model: 'small' },
    complaints: ['There is no model “huge”; another is shown.']
  });
});
