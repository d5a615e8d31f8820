import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { cutTo, limit } from './limit.ts';

let end: (() => void) | void;
afterEach(() => {
  end?.();
  document.body.replaceChildren();
});

/** A field that takes so many characters, and what is told of it. */
function field(most: number) {
  const element = document.createElement('textarea');
  element.dir = 'auto';
  document.body.append(element);
  const oncut = vi.fn<(length: number) => void>();
  end = limit(most, () => oncut(element.value.length))(element);
  element.focus();
  return { element, oncut };
}

/** As a paste does; a command by script alone says nothing beforehand. */
function put(text: string): void {
  document.activeElement!.dispatchEvent(new InputEvent('beforeinput', { data: text }));
  document.execCommand('insertText', false, text);
}

test('a text that has room is left alone', async () => {
  const { element, oncut } = field(10);
  put('0123456789');
  expect([element.value, oncut.mock.calls]).toEqual(['0123456789', []]);
  await userEvent.keyboard('{Backspace}9');
  expect(oncut).not.toHaveBeenCalled();
});

test('a text without room is cut, and that is said once the page has it', () => {
  const { element, oncut } = field(10);
  put('012345');
  put('678901234');
  expect(element.value).toBe('0123456789');
  expect(oncut.mock.calls).toEqual([[10]]);
});

test('what is selected makes room', () => {
  const { element, oncut } = field(10);
  put('0123456789');
  element.setSelectionRange(2, 8);
  put('abcdef');
  expect([element.value, oncut.mock.calls]).toEqual(['01abcdef89', []]);
  element.setSelectionRange(2, 8);
  put('abcdefg');
  expect([element.value, oncut.mock.calls]).toEqual(['01abcdef89', [[10]]]);
});

test.each([
  ['a', 'ltr'],
  ['… שלום a', 'rtl'],
  ['سلام', 'rtl'],
  ['12 a שלום', 'ltr']
])('a long text that begins with %j has one direction, %s; a short one finds its own', (start, dir) => {
  const { element } = field(100_000);
  put(start);
  expect(element.dir).toBe('auto');
  put(' word'.repeat(15_000));
  expect(element.dir).toBe(dir);
  element.setSelectionRange(5, element.value.length);
  document.execCommand('delete');
  expect(element.dir).toBe('auto');
});

test('the reader is told how much the field takes', () => {
  expect(cutTo(100_000)).toBe(
    'The text was cut: this field takes 100,000 characters at most, and these are the first of them.'
  );
});
