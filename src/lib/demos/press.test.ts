import { beforeEach, expect, test } from 'vitest';
import { live } from '#lib/ui/live.svelte.ts';
import { DownloadError } from '#lib/worker/causes.ts';
import { Press } from './press.svelte.ts';

/** A press whose end the test decides. */
class Tried extends Press<'one' | 'other'> {
  failures = 0;
  wanted: (() => boolean)[] = [];
  finish: ((outcome: string) => void)[] = [];
  break: ((error: unknown) => void)[] = [];
  start = (work: 'one' | 'other') =>
    this.press(
      work,
      (current) => {
        this.wanted.push(current);
        return new Promise((resolve, reject) => {
          this.finish.push(resolve);
          this.break.push(reject);
        });
      },
      () => this.failures++
    );
  stop = () => this.end('Stopped.');
  say = () => this.fail('No words.', () => this.start('other'));
}

let tried: Tried;
beforeEach(() => {
  live.ready = true;
  tried = new Tried();
});
const state = () => [tried.work, tried.outcome, tried.trouble];

test('one thing is done at a time, and says what it came to', async () => {
  const running = tried.start('one');
  await tried.start('other');
  expect([tried.wanted.length, ...state()]).toEqual([1, 'one', '', null]);
  tried.finish[0]!('Done.');
  await running;
  expect(state()).toEqual([null, 'Done.', null]);
  void tried.start('other');
  expect(state()).toEqual(['other', '', null]);
});

test('nothing is done before the page is alive', async () => {
  live.ready = false;
  await tried.start('one');
  expect([tried.wanted.length, tried.work]).toEqual([0, null]);
});

test('what fails is said, once, and done again', async () => {
  const running = tried.start('one');
  tried.break[0]!(new Error('It broke.'));
  await running;
  expect([tried.failures, ...state()]).toEqual([1, null, '', 'It broke.']);
  const again = tried.again();
  expect(state()).toEqual(['one', '', null]);
  tried.finish[1]!('');
  await again;
  expect(state()).toEqual([null, '', null]);
});

test('a download that was called off is no trouble', async () => {
  const running = tried.start('one');
  tried.break[0]!(new DownloadError('aborted', 'Called off.'));
  await running;
  expect(state()).toEqual([null, 'Loading was stopped.', null]);
});

test.each(['finish', 'break'] as const)(
  'what is ended changes nothing when it comes after all: %s',
  async (how) => {
    const running = tried.start('one');
    tried.stop();
    expect(tried.wanted[0]!()).toBe(false);
    const next = tried.start('other');
    tried[how][0]!(how === 'finish' ? 'Done.' : (new Error('It broke.') as never));
    await running;
    expect([tried.failures, tried.wanted[1]!(), ...state()]).toEqual([0, true, 'other', '', null]);
    tried.finish[1]!('Done.');
    await next;
    expect(state()).toEqual([null, 'Done.', null]);
  }
);

test('what failed without a press is tried again in its own way', () => {
  tried.say();
  expect(state()).toEqual([null, '', 'No words.']);
  void tried.again();
  expect(state()).toEqual(['other', '', null]);
});
