import { expect, test } from 'vitest';
import { headersFile } from './headers.ts';
import { allowing, policyHeader } from './policy.ts';

test('a page that may ask one other host says so once, by its origin', () => {
  const page = `<meta content="default-src 'self'; connect-src 'self'; img-src 'self' data:">`;
  expect(allowing(page, 'https://counts.example/api?x=1')).toBe(
    `<meta content="default-src 'self'; connect-src 'self' https://counts.example; img-src 'self' data:">`
  );
  expect(() => allowing('<p>', 'https://counts.example/')).toThrow('policy');
  expect(() => allowing(page + page, 'https://counts.example/')).toThrow('policy');
});

test('the header leaves to each page whom it may ask, and forbids others to every worker', () => {
  expect(policyHeader()).not.toContain('connect-src');
  expect(policyHeader()).not.toContain('default-src');
  const workers = /\/_app\/immutable\/workers\/\*\n {2}Content-Security-Policy: (.*)/.exec(
    headersFile('')
  )![1]!;
  expect(workers.split('; ')).toContain("connect-src 'self'");
  expect(workers.split('; ')).toContain("default-src 'none'");
});
