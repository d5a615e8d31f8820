import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { askWebCount, INDEXES, requestOf, type WebCountError } from './web-count.ts';
import { FAULTS, standIn, type Fault, type StandIn } from './web-count.fixture.ts';

let service: StandIn;
beforeAll(async () => void (service = await standIn()));
afterAll(() => service.close());
beforeEach(() => void (service.heard.length = 0));

const ask = (options: { signal?: AbortSignal; address?: string } = {}) =>
  askWebCount('the whale', INDEXES[0].id, { address: service.address, patience: 2000, ...options });

const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error as WebCountError
  );

test('the count comes, and nothing is sent but what the page says', async () => {
  service.set('none');
  expect(await ask()).toEqual({ count: 9, approximate: false });
  expect(service.heard.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { index: 'v4_dolma-v1_7_llama', query_type: 'count', query: 'the whale' }
  ]);
  expect(requestOf('the whale', INDEXES[0].id)).toEqual(JSON.parse(service.heard[0]!.body));
  expect(Object.keys(service.heard[0]!.headers)).not.toContain('cookie');
  expect(Object.keys(service.heard[0]!.headers)).not.toContain('referer');
});

test.each<[Fault, string, RegExp]>([
  ['slow', 'timeout', /did not answer in 2 seconds/],
  ['refuses', 'refused', /“The query is too long.”/],
  ['busy', 'refused', /status 429.*wait a minute/],
  ['broken', 'refused', /status 500/],
  ['nonsense', 'unreadable', /no count/],
  ['half', 'unreachable', /cannot be reached/],
  ['elsewhere', 'unreachable', /cannot be reached/]
])('where the service is %s, that is said', async (fault, code, message) => {
  service.set(fault);
  const error = await failure(ask());
  expect([error?.code, error?.message]).toEqual([code, expect.stringMatching(message)]);
});

test('every fault of the stand-in is tested', () => {
  expect(FAULTS).toHaveLength(8);
});

test('a service that is not there, and a question that is called off', async () => {
  expect((await failure(ask({ address: 'http://127.0.0.1:1/' })))?.code).toBe('unreachable');
  service.set('slow');
  const abort = new AbortController();
  const asked = failure(ask({ signal: abort.signal }));
  abort.abort();
  expect((await asked)?.code).toBe('aborted');
});
