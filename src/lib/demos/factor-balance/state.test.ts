import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testLinks } from '../link-laws.ts';
import { formatState, link, initialState, parseState, realState, START, type Known } from './state.ts';

const known: Known = {
  uses: [
    { id: 'bartz-training', facts: { purpose: 'generate', shown: 'none' } },
    { id: 'sega', facts: { purpose: 'interface' } }
  ],
  facts: [
    {
      id: 'purpose',
      question: 'What for?',
      short: 'what for',
      options: ['generate', 'interface'].map((id) => ({ id, label: id }))
    },
    {
      id: 'shown',
      question: 'How much?',
      short: 'how much',
      options: ['none', 'passages'].map((id) => ({ id, label: id }))
    }
  ]
};

testLinks(
  link,
  [known],
  fc
    .record({
      base: fc.constantFrom('bartz-training', 'sega'),
      purpose: fc.option(fc.constantFrom('generate', 'interface'), { nil: undefined }),
      shown: fc.option(fc.constantFrom('none', 'passages'), { nil: undefined })
    })
    .map(({ base, purpose, shown }) => ({
      base,
      facts: { ...(purpose && { purpose }), ...(shown && { shown }) } as Record<string, string>
    }))
);

test('begins with a real case and one fact changed; a case by itself is the real one', () => {
  expect(parseState('', known)).toEqual({ state: initialState(known), complaints: [] });
  expect(initialState(known).facts).toEqual({ purpose: 'generate', [START.fact]: START.option });
  expect(parseState('#v=1&case=bartz-training', known).state).toEqual(realState(known, 'bartz-training'));
  expect(formatState(realState(known, 'sega'), known)).toBe('v=1&case=sega');
  expect(formatState({ base: 'sega', facts: { shown: 'none' } }, known)).toBe(
    'v=1&case=sega&purpose=open&shown=none'
  );
});

test.each([
  ['case=nobody', 'no case “nobody”'],
  ['shown=🙂', '“shown” cannot be “🙂”'],
  ['v=2', 'version “2”'],
  [`purpose=${'x'.repeat(5000)}`, `“${'x'.repeat(40)}…”`]
])('complains of %s, and keeps what is usual', (fragment, complaint) => {
  const { state, complaints } = parseState(fragment, known);
  expect(complaints.join(' ')).toContain(complaint);
  expect(state).toEqual(initialState(known));
});
