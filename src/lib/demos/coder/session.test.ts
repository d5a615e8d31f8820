import { beforeEach, expect, test, vi } from 'vitest';
import { LmError, type LanguageModel } from '#lib/lm/client.svelte.ts';
import type { ModelEntry } from '#lib/release/manifest.ts';
import { live } from '#lib/ui/live.svelte.ts';
import { damage, fromHex, headerOf, hex, type Coder } from './coder.ts';
import { Session } from './session.svelte.ts';

live.ready = true;

const entry = (id: string, label: string, data: 'raw' | 'dedup') =>
  ({
    id,
    label,
    data,
    parameters: label.length,
    dtypes: ['q8'],
    path: id,
    files: [{ path: `${id}/config.json`, bytes: 1_300_000, sha256: 'ab' }]
  }) as unknown as ModelEntry;
const models = [
  entry('large', '15.7M', 'raw'),
  entry('large-twin', '15.7M', 'dedup'),
  entry('small', '1M', 'raw')
];
const RECORDED = '0300000000ff';
const coder: Coder = {
  models,
  texts: [
    {
      passage: 'p1',
      copies: 128,
      text: 'Call me.',
      pieces: ['Call', ' me', '.'],
      packed: { gzip: 28, brotli: 12, zstd: 17 },
      sent: {
        large: { message: RECORDED, bits: [8, 0.25, 0] },
        'large-twin': { message: '0300000000ffffff', bits: [12, 8, 3] }
      }
    },
    { passage: 'p0', copies: 0, text: 'So.', pieces: ['So', '.'], packed: { gzip: 23 }, sent: {} }
  ]
};

let bytes: string;
let session: Session;
const lm = {
  status: 'idle',
  files: { loaded: 0, total: 0 },
  shared: [],
  model: null,
  load: vi.fn<LanguageModel['load']>(),
  send: vi.fn<LanguageModel['send']>(),
  receive: vi.fn<LanguageModel['receive']>(),
  stop: vi.fn(),
  cancelLoad: vi.fn(),
  dispose: vi.fn()
};

beforeEach(() => {
  vi.resetAllMocks();
  lm.status = 'idle';
  bytes = RECORDED;
  lm.load.mockResolvedValue();
  lm.send.mockImplementation((text, onTokens) => {
    onTokens?.([{ text: text.slice(0, 2), bits: 7 }]);
    onTokens?.([{ text: text.slice(2), bits: 1 }]);
    return Promise.resolve(fromHex(bytes));
  });
  lm.receive.mockImplementation((_, onText) => {
    onText?.(session.text.slice(0, 1));
    return Promise.resolve(session.text.toWellFormed());
  });
  session = new Session(coder, lm as unknown as LanguageModel);
});

test('begins with what was recorded', () => {
  expect(session.live).toBe(false);
  expect(session.crossing).toEqual({
    tokens: [
      { text: 'Call', bits: 8 },
      { text: ' me', bits: 0.25 },
      { text: '.', bits: 0 }
    ],
    message: fromHex(RECORDED),
    received: 'Call me.'
  });
  expect(session.finding).toBe(
    'This passage, read 128 times, is 8 bytes long and crosses in 6: five say how long it is and check it, one holds the words.'
  );
  expect(session.rows.map(({ label, bytes }) => [label, bytes])).toEqual([
    ['as plain text', 8],
    ['by gzip', 28],
    ['by zstd', 17],
    ['by Brotli', 12],
    ['by the model’s twin', 8],
    ['by this model', 6]
  ]);
  expect(session.dictionary).toBe('Both ends hold the model: 1.3 MB that are not counted.');
  expect(session.isUsual).toBe(true);
});

test('what was not recorded shows no answer of something else', () => {
  session.choose({ model: 'small' });
  expect(session.crossing).toBeNull();
  expect(session.finding).toBe('');
  expect(session.rows.map(({ label }) => label)).toEqual([
    'as plain text',
    'by gzip',
    'by zstd',
    'by Brotli'
  ]);
  session.write('Mine.');
  expect(session.settings).toEqual({ model: 'small', passage: null, text: 'Mine.' });
  expect(session.rows).toEqual([{ label: 'as plain text', bytes: 5 }]);
});

test('sends, receives, and says whether the bytes are those recorded', async () => {
  await session.send();
  expect(lm.load).toHaveBeenCalledWith(models[0]);
  expect(lm.receive.mock.calls[0]![0]).toEqual(fromHex(RECORDED));
  expect(session.live).toBe(true);
  expect(session.crossing!.tokens).toEqual([
    { text: 'Ca', bits: 7 },
    { text: 'll me.', bits: 1 }
  ]);
  expect(session.crossing!.received).toBe('Call me.');
  expect(session.outcome).toBe(
    'What arrived is what was sent, to the letter. The bytes are those that we recorded.'
  );
  expect(session.busy).toBe(false);
  bytes = '0300000000fe';
  await session.send();
  expect(session.outcome).toMatch(/not those that we recorded/);
});

test('a text of the reader’s own crosses, half characters as they can be sent', async () => {
  session.write('a\ud800b');
  await session.send();
  expect(session.outcome).toBe('What arrived is what was sent, to the letter.');
  expect(session.finding).toMatch(/^This text is 5 bytes long and crosses in 6: five say .*, one holds/);
  expect(session.rows[1]!.label).toBe('by gzip');
  lm.receive.mockResolvedValue('another');
  await session.send();
  expect(session.outcome).toBe('What arrived is not the text that was sent.');
});

test('a crossing is of its text and its model alone', async () => {
  session.write('Mine.');
  await session.send();
  session.write('Mine!');
  expect(session.crossing).toBeNull();
  session.write('Mine.');
  expect(session.crossing?.received).toBe('Mine.');
  session.choose({ model: 'small' });
  expect(session.crossing).toBeNull();
});

test('a damaged byte is refused, and the crossing comes back with the next press', async () => {
  lm.receive.mockRejectedValue(new LmError('unreadable', 'Not what was sent.'));
  await session.damage();
  const [sent] = lm.receive.mock.calls[0]!;
  expect(hex(sent)).toEqual(['03', '00', '00', '00', '00', 'ef']);
  expect(session.damaged).toEqual({ message: sent, at: 5, refused: 'Not what was sent.' });
  expect(session.trouble).toBeNull();
  session.choose({});
  expect(session.damaged).toBeNull();
  // Where there is no code, the checksum is what can be damaged.
  expect(damage(fromHex('0000000000'), 0)).toEqual({ bytes: fromHex('0000000010'), at: 4 });
  expect([headerOf(127), headerOf(128), headerOf(16_384)]).toEqual([5, 6, 7]);
});

test('a failure is said, and tried again', async () => {
  lm.load.mockRejectedValueOnce(new LmError('network', 'Offline.'));
  await session.damage();
  expect(session.trouble).toBe('Offline.');
  expect(session.damaged).toBeNull();
  lm.receive.mockRejectedValueOnce(new LmError('unreadable', 'No.'));
  void session.again();
  await vi.waitFor(() => expect(session.damaged?.refused).toBe('No.'));
  lm.load.mockRejectedValueOnce(new LmError('network', 'Offline.'));
  await session.send();
  void session.again();
  await vi.waitFor(() => expect(session.outcome).toMatch(/^What arrived/));
  expect(session.trouble).toBeNull();
});

test.each(['stop', 'choose', 'reset', 'write'] as const)('%s calls off a crossing', async (what) => {
  let arrive = (_: Uint8Array<ArrayBuffer>) => {};
  lm.send.mockImplementation((_, onTokens) => {
    onTokens?.([{ text: 'Ca', bits: 7 }]);
    return new Promise((resolve) => (arrive = resolve));
  });
  const sending = session.send();
  await vi.waitFor(() => expect(session.doing).toBe('Tokens sent so far: 1.'));
  // Seven bits so far.
  expect(session.rows.at(-1)).toEqual({ label: 'by this model', bytes: 1, strong: true });
  if (what === 'write') session.write('Other.');
  else if (what === 'choose') session.choose({ passage: 'p0' });
  else session[what]();
  expect(lm.stop).toHaveBeenCalled();
  expect(session.busy).toBe(false);
  arrive(fromHex('00'));
  await sending;
  expect(session.busy).toBe(false);
  if (what === 'stop') {
    expect(session.phase).toBe('stopped');
    expect(session.crossing).toMatchObject({ message: null, received: '' });
    expect(session.outcome).toBe('Stopped.');
  }
});

test('a download is called off', async () => {
  lm.status = 'loading';
  lm.load.mockImplementation(() => new Promise(() => {}));
  void session.send();
  expect(session.busy).toBe(true);
  session.stop();
  expect(lm.cancelLoad).toHaveBeenCalled();
  expect([session.busy, session.outcome]).toEqual([false, 'Loading was stopped.']);
});

test('reads a link, says what it cannot hold, and forgets its complaints when it starts over', () => {
  session.read('#v=1&model=small&passage=own&text=Mine');
  expect(session.text).toBe('Mine');
  expect(session.lost).toBe('');
  session.write('\ud800');
  expect(session.lost).toMatch(/^without the text/);
  session.cut();
  expect(session.notice).toMatch(/5,000 characters/);
  session.read('#v=1&model=huge');
  expect(session.complaints).toHaveLength(1);
  session.reset();
  expect([session.complaints, session.isUsual, session.text]).toEqual([[], true, 'Call me.']);
});
