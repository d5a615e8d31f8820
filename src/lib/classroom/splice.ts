// A learning system around a frame, by the SPLICE iframe protocol (cssplice.org/slcp): the frame asks it for the state that it
// keeps of this reader (`SPLICE.getState`) and tells it a score and a new state (`SPLICE.reportScoreAndState`).
//
// The rules on origins: a frame cannot know who is around it before that answers, so the question, which holds nothing but a
// number, goes to any. What a student answered goes only to the origin that has answered it, and never to one without a name
// ("null"). Only messages of the window right around the frame are read, and of what they hold only codes, which are checked
// like pasted ones.
import { draw } from './code.ts';

/** How long a learning system may take to answer, in milliseconds: as long as the protocol's own implementation waits. */
const WAIT = 15_000;

/** Codes that are taken from one message at most, and how deep they may lie in it. */
const MOST = 5000;
const DEEP = 6;

/** A window, as far as this needs one; for tests. */
export interface Framed {
  parent: { postMessage: (message: unknown, target: string) => void };
  addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void;
  removeEventListener: (type: 'message', listener: (event: MessageEvent) => void) => void;
}

interface Message {
  subject: string;
  message_id?: unknown;
  state?: unknown;
}

/** A message's content: some systems send it as JSON. */
function messageOf(data: unknown): Message | null {
  let content = data;
  if (typeof data === 'string' && data.startsWith('{'))
    try {
      content = JSON.parse(data);
    } catch {
      return null;
    }
  const subject = (content as Message | null)?.subject;
  return typeof subject === 'string' && subject.startsWith('SPLICE.') ? (content as Message) : null;
}

const messageId = () => `${draw().toString(36)}-${draw().toString(36)}`;

/** The texts in a state that may hold codes, wherever they lie in it. */
export function codesIn(state: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown, depth: number) => {
    if (found.length >= MOST) return;
    if (typeof value === 'string') {
      if (/vb/i.test(value)) found.push(value);
    } else if (value && typeof value === 'object' && depth < DEEP)
      for (const part of Object.values(value)) visit(part, depth + 1);
  };
  visit(state, 0);
  return found;
}

/** The learning system around this frame. */
export interface System {
  origin: string;
  /** What it kept of this reader; codes by what they answer. */
  codes: Record<string, string>;
}

const isCodes = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((code) => typeof code === 'string');

/** Asks who is around. Null where nobody answers, or nobody whom one can write to. */
export function meet(own: Framed = window as Framed, wait = WAIT): Promise<System | null> {
  if (own.parent === (own as unknown)) return Promise.resolve(null);
  const id = messageId();
  return new Promise((resolve) => {
    const end = (system: System | null) => {
      clearTimeout(timer);
      own.removeEventListener('message', hear);
      resolve(system);
    };
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source !== (own.parent as unknown)) return;
      const message = messageOf(data);
      if (message?.subject !== 'SPLICE.getState.response' || message.message_id !== id) return;
      const kept = (message.state as { verbatim?: unknown } | null | undefined)?.verbatim;
      end(origin === 'null' ? null : { origin, codes: isCodes(kept) ? { ...kept } : {} });
    };
    const timer = setTimeout(() => end(null), wait);
    own.addEventListener('message', hear);
    own.parent.postMessage({ subject: 'SPLICE.getState', message_id: id }, '*');
  });
}

let met: Promise<System | null> | undefined;

/**
 * Tells the learning system around this frame what was answered. The score is 1: a prediction is made or it is not.
 *
 * @param codes by what they answer; they are added to those that it has
 * @returns whether there is one
 */
export async function report(
  codes: Record<string, string>,
  own: Framed = window as Framed,
  system: Promise<System | null> = (met ??= meet(own))
): Promise<boolean> {
  const around = await system;
  if (!around) return false;
  Object.assign(around.codes, codes);
  own.parent.postMessage(
    {
      subject: 'SPLICE.reportScoreAndState',
      message_id: messageId(),
      score: 1,
      state: { verbatim: { ...around.codes } }
    },
    around.origin
  );
  return true;
}

/**
 * Takes the codes that a learning system hands to the page of a class: in its answer to `SPLICE.getState`, and in reports of its
 * students that it passes on.
 *
 * @returns what ends it
 */
export function collect(take: (codes: string[]) => void, own: Framed = window as Framed): () => void {
  if (own.parent === (own as unknown)) return () => {};
  const hear = ({ source, data }: MessageEvent) => {
    if (source !== (own.parent as unknown)) return;
    const message = messageOf(data);
    if (!message || !['SPLICE.getState.response', 'SPLICE.reportScoreAndState'].includes(message.subject))
      return;
    const codes = codesIn(message.state);
    if (codes.length > 0) take(codes);
  };
  own.addEventListener('message', hear);
  own.parent.postMessage({ subject: 'SPLICE.getState', message_id: messageId() }, '*');
  return () => own.removeEventListener('message', hear);
}
