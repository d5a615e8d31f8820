// The fault matrix: what goes wrong, what the reader does meanwhile, and the words that the reader must see. The page on
// accessibility and reliability prints this table; matrix.spec.ts makes each fault happen and looks.
import { FAILURES, type Failure, type FileKind } from './kinds.ts';
import type { EventName, HostName, World } from './world.ts';

/** Where the reader is. A frame has no service worker: on another site none is registered, and matrix.spec.ts looks. */
export const PLACES = {
  top: 'the page itself',
  worker: 'the page, kept by the service worker',
  framed: 'a frame on another site',
  sandboxed: 'a frame without an origin'
} as const;

export type Place = keyof typeof PLACES;

/** Nothing is seen of the fault: the answer is the usual one. */
export const WORKS = 'works';
/** The text and all that was recorded stand, and nothing more is promised. */
export const STANDS = 'stands';

/** What the reader is about, as the table has it. */
export const DOES = {
  chapter: 'reads chapter 1',
  'demo page': 'opens the playground',
  completion: 'asks a model for a completion',
  recorded: 'chooses another model in the playground',
  map: 'changes the prompt’s length in the recall explorer',
  cell: 'opens a passage in the recall explorer',
  definition: 'changes the definition on the definition bench',
  work: 'chooses another chapter of the whole work',
  attack: 'closes the corpus of the attack',
  'sent text': 'sends a paragraph as a model’s code',
  lesson: 'lets a model read a sentence',
  'found phrase': 'looks for a phrase in the training text',
  search: 'searches the site'
} as const;

export type VisitName = keyof typeof DOES;

export interface Fault {
  /** What is wrong, as a sentence without its full stop. */
  fault: string;
  visit: VisitName;
  /** The text stands always. Besides: `WORKS`, `STANDS` or words on the screen; by place where these differ, `top` being the rule. */
  sees: string | (Partial<Record<Place, string>> & { top: string });
  /** Where it is tried; everywhere unless said. */
  places?: readonly Place[];
  /** The files that the host fails with, and how. */
  serves?: readonly [FileKind, Failure];
  /** The host fails from the reader's first visit on, before anything is kept. */
  fromTheStart?: true;
  /** What the host serves of two deployments; see world.ts. */
  host?: HostName;
  /** What happens in the browser; see world.ts. */
  world?: World;
  /** What the reader or the time does; see world.ts. */
  event?: EventName;
  /** The page's fragment, where it is not that of the visit. */
  link?: string;
  /** Where the fault is over: what is tried next succeeds, unless only a reload helps, or the fault stays. */
  mends?: 'reload' | 'never';
  /** Takes half a minute or more. */
  long?: true;
}

export interface Group {
  title: string;
  faults: readonly Fault[];
}

/** The words of the table for a file and a failure. */
const said = (what: string, failure: Failure) => `${what} ${FAILURES[failure]}`;

interface Served extends Omit<Fault, 'fault' | 'serves' | 'sees'> {
  what: string;
  file: FileKind;
}

/** One fault for each way of failing. */
const each = (served: Served, ways: Partial<Record<Failure, Fault['sees']>>): Fault[] =>
  (Object.entries(ways) as [Failure, Fault['sees']][]).map(([failure, sees]) => {
    const { what, file, ...rest } = served;
    return { fault: said(what, failure), serves: [file, failure], sees, ...rest };
  });

/** One fault for each kind of browser. */
const lacks = (
  visit: VisitName,
  worlds: Record<string, [World, Fault['sees']]>,
  places?: readonly Place[]
): Fault[] =>
  Object.entries(worlds).map(([fault, [world, sees]]) => ({
    fault,
    visit,
    world,
    sees,
    mends: 'never',
    ...(places && { places })
  }));

/** What the bar at the foot says of scripts that do not come. The service worker has kept them. */
const ABSENT = {
  top: 'did not arrive',
  worker: WORKS,
  sandboxed: 'cannot run in this frame'
} as const;
const SPOILT = { top: 'arrived damaged', worker: WORKS } as const;

/** Words of the page that a link leads to. */
const NEXT = 'The law, as the Latin has it';
const DAMAGED = 'arrived damaged';
const MISSING = 'Missing from this site';
const PORTAL = 'the server sent a web page';
const STATUS = 'would not send';
const NETWORK = 'connection';
const PART = 'arrived only in part';
const WORKER = 'a part of this site’s program did not arrive';

export const GROUPS: readonly Group[] = [
  {
    title: 'Scripts, styles and pages',
    faults: [
      ...each(
        { what: 'The first script', file: 'entry script', visit: 'chapter' },
        { '404': ABSENT, '503': ABSENT, html: ABSENT, truncated: SPOILT, reset: ABSENT, slow: WORKS }
      ),
      ...each(
        { what: 'The code of the page', file: 'code of a page', visit: 'chapter' },
        { '404': ABSENT, html: ABSENT, mime: ABSENT, flipped: STANDS }
      ),
      ...each(
        { what: 'Every script', file: 'any script', visit: 'chapter' },
        { '404': ABSENT, '503': ABSENT, html: ABSENT, empty: SPOILT }
      ),
      ...each(
        { what: 'Every script', file: 'any script', visit: 'demo page' },
        { '404': ABSENT, html: ABSENT, truncated: SPOILT }
      ),
      ...each(
        { what: 'Every script', file: 'any script', visit: 'chapter', long: true },
        { hang: { top: 'slow to arrive', worker: WORKS }, stall: { top: 'slow to arrive', worker: WORKS } }
      ),
      ...each(
        { what: 'A font', file: 'font', visit: 'chapter' },
        { '404': WORKS, hang: WORKS, flipped: WORKS }
      ),
      ...each(
        { what: 'The number of the version', file: 'version', visit: 'completion' },
        { '404': WORKS, html: WORKS }
      ),
      ...each({ what: 'A style sheet', file: 'style', visit: 'completion' }, { '404': WORKS }),
      ...each(
        {
          what: 'The data of the next page',
          file: 'data of a page',
          visit: 'chapter',
          event: 'follows a link',
          mends: 'reload'
        },
        { '404': NEXT, '503': NEXT, html: NEXT, truncated: NEXT, reset: NEXT }
      )
    ]
  },
  {
    title: 'The model and what runs it',
    faults: [
      ...each(
        { what: 'The model', file: 'model', visit: 'completion' },
        {
          '404': MISSING,
          '500': STATUS,
          '503': STATUS,
          html: PORTAL,
          mime: WORKS,
          empty: PART,
          truncated: PART,
          flipped: DAMAGED,
          longer: DAMAGED,
          other: DAMAGED,
          reset: NETWORK,
          slow: WORKS
        }
      ),
      ...each(
        { what: 'The configuration of the model', file: 'model configuration', visit: 'completion' },
        { '404': MISSING, html: PORTAL, flipped: DAMAGED }
      ),
      ...each({ what: 'The model', file: 'model', visit: 'sent text' }, { '404': MISSING, flipped: DAMAGED }),
      ...each({ what: 'The model', file: 'model', visit: 'lesson' }, { '503': STATUS, flipped: DAMAGED }),
      ...each(
        { what: 'The tokenizer', file: 'tokenizer', visit: 'completion' },
        { '404': MISSING, '503': STATUS, html: PORTAL, flipped: DAMAGED, other: DAMAGED, truncated: PART }
      ),
      ...each(
        { what: 'The script of the worker', file: 'worker script', visit: 'completion' },
        // The service worker knows the bytes, and what they are.
        {
          '404': WORKER,
          '503': WORKER,
          html: WORKER,
          truncated: WORKER,
          mime: { top: WORKER, worker: WORKS }
        }
      ),
      ...each({ what: 'The script of the worker', file: 'worker script', visit: 'lesson' }, { '404': WORKER })
    ]
  },
  {
    title: 'The experiment',
    faults: [
      ...each(
        { what: 'The training text', file: 'corpus', visit: 'completion' },
        { '404': 'The completion is not marked', flipped: 'The completion is not marked' }
      ),
      ...each(
        { what: 'The training text', file: 'corpus', visit: 'found phrase' },
        { '404': MISSING, flipped: DAMAGED }
      ),
      ...each(
        { what: 'The list of documents', file: 'documents', visit: 'found phrase' },
        { '404': MISSING, html: PORTAL, flipped: DAMAGED }
      ),
      ...each(
        { what: 'What a lesson is read among', file: 'background', visit: 'lesson' },
        { '404': MISSING, truncated: PART, flipped: DAMAGED }
      ),
      ...each(
        { what: 'The table of outcomes', file: 'outcomes', visit: 'map' },
        { '404': MISSING, html: PORTAL, truncated: PART, flipped: DAMAGED, other: DAMAGED, empty: PART }
      ),
      ...each(
        { what: 'A file of recorded completions', file: 'recorded completions', visit: 'recorded' },
        { '404': MISSING, html: PORTAL, truncated: PART, flipped: DAMAGED, reset: NETWORK }
      ),
      ...each(
        { what: 'The list of passages', file: 'passages', visit: 'cell' },
        { '404': MISSING, html: PORTAL, flipped: DAMAGED, other: DAMAGED }
      ),
      ...each(
        { what: 'The table of measures', file: 'table', visit: 'definition' },
        { '404': MISSING, html: PORTAL, flipped: DAMAGED, other: DAMAGED }
      ),
      ...each(
        { what: 'The text of the chapters', file: 'works', visit: 'work' },
        { '404': MISSING, html: PORTAL, flipped: DAMAGED }
      ),
      ...each(
        { what: 'The list of what came of them', file: 'results of works', visit: 'work' },
        { '404': MISSING, truncated: PART, reset: NETWORK }
      ),
      ...each(
        { what: 'The list of recorded samples', file: 'recorded attack', visit: 'attack' },
        { '404': MISSING, flipped: DAMAGED, reset: NETWORK }
      ),
      ...each(
        { what: 'The index of the search', file: 'search index', visit: 'search' },
        { '404': MISSING, html: PORTAL, truncated: PART, flipped: DAMAGED, other: DAMAGED, '503': STATUS }
      )
    ]
  },
  {
    title: 'What a browser lacks',
    faults: [
      ...lacks('completion', {
        'The browser has no WebAssembly': ['no WebAssembly', 'WebAssembly'],
        'The browser has no workers': ['no workers', 'cannot run'],
        'The browser lets the page store nothing': ['storage blocked', WORKS],
        'The browser has no locks': ['no locks', WORKS],
        'The browser has no caches': ['no caches', WORKS],
        'The browser does not tell words apart': ['no word segmenter', WORKS],
        'The browser does not watch sizes and what is in view': ['no observers', WORKS],
        'The browser lets nothing be copied': ['no clipboard', WORKS],
        'The browser refuses to change the address': ['address not to be changed', WORKS],
        'There is no memory for the model': ['no memory in workers', 'not enough memory'],
        'The browser does not take the engine': ['engine refused', 'cannot run'],
        'The reader wants to save data': ['data to be saved', WORKS],
        'The clock stands at 2001': ['clock of 2001', WORKS],
        'The clock stands at 2099': ['clock of 2099', WORKS]
      }),
      ...lacks(
        'completion',
        {
          'The browser refuses the service worker': ['service worker refused', WORKS],
          'The browser has no service worker': ['no service worker', WORKS],
          'The site is on plain http': ['plain http', WORKS]
        },
        ['top']
      ),
      ...lacks('completion', { 'There is no room to keep anything': ['no room', WORKS] }, ['top', 'worker']),
      {
        fault: 'On plain http, where browsers lack SHA-256, one bit of the model is changed',
        visit: 'completion',
        world: 'plain http',
        serves: ['model', 'flipped'],
        sees: DAMAGED,
        places: ['top']
      },
      {
        fault: 'On plain http, the part of the worker’s script that checks what arrives is missing',
        visit: 'completion',
        world: 'plain http',
        serves: ['part of a worker', '404'],
        sees: WORKER,
        places: ['top']
      }
    ]
  },
  {
    title: 'What readers and time do',
    faults: [
      {
        fault: 'The model never comes, and the reader presses Stop',
        visit: 'completion',
        serves: ['model', 'hang'],
        event: 'stops while nothing comes',
        sees: 'Loading was stopped'
      },
      {
        fault: 'The tokenizer never comes, and the reader presses Stop',
        visit: 'completion',
        serves: ['tokenizer', 'hang'],
        event: 'stops while nothing comes',
        sees: 'stopped'
      },
      {
        fault: 'The model stops half-way, and the reader presses Stop',
        visit: 'completion',
        serves: ['model', 'stall'],
        event: 'stops while nothing comes',
        sees: 'Loading was stopped'
      },
      {
        fault: 'The worker is in an endless loop, and the reader presses Stop',
        visit: 'completion',
        world: 'endless loop in the worker',
        event: 'stops while nothing comes',
        sees: 'stopped',
        mends: 'never'
      },
      ...each(
        { what: 'The tokenizer', file: 'tokenizer', visit: 'completion', long: true },
        { hang: NETWORK, stall: NETWORK }
      ),
      ...each({ what: 'The model', file: 'model', visit: 'completion', long: true }, { stall: NETWORK }),
      {
        fault: 'The browser ends the worker while it loads',
        visit: 'completion',
        serves: ['model', 'slow'],
        event: 'the worker is killed',
        sees: 'The language model stopped'
      },
      {
        fault: 'The network goes before the model is asked for',
        visit: 'completion',
        event: 'the network goes',
        sees: NETWORK
      },
      {
        fault: 'A new deployment takes the old files away under an open page',
        visit: 'completion',
        event: 'the site is published anew',
        sees: 'from an earlier version',
        mends: 'reload'
      },
      ...(['chapter', 'demo page'] as const).flatMap((visit): Fault[] => [
        {
          fault: 'The pages of a new deployment are there, and its files are not yet',
          visit,
          host: 'new pages, old files',
          sees: ABSENT
        },
        {
          fault: 'The files of a new deployment are there, and the old pages still',
          visit,
          host: 'old pages, new files',
          sees: ABSENT
        }
      ]),
      {
        fault: 'The reader presses Complete and Stop twenty times',
        visit: 'completion',
        event: 'twenty presses',
        sees: WORKS
      },
      {
        fault: 'The reader reloads the page while a model loads',
        visit: 'completion',
        serves: ['model', 'slow'],
        event: 'reloads while it loads',
        sees: WORKS
      },
      {
        fault: 'The reader leaves while a model loads, and comes back',
        visit: 'completion',
        event: 'goes away and comes back',
        sees: WORKS,
        places: ['top', 'worker']
      },
      {
        fault: 'Two tabs load the model at once',
        visit: 'completion',
        event: 'asks in two tabs at once',
        sees: WORKS,
        places: ['top', 'worker']
      },
      {
        fault: 'The reader pastes 5 MB of text as a prefix',
        visit: 'completion',
        event: 'pastes 5 MB',
        sees: 'The text was cut',
        mends: 'never'
      },
      {
        fault: 'A link names a model that is no longer there',
        visit: 'completion',
        link: '#v=1&model=d99-raw',
        sees: 'There is no model “d99-raw” here',
        mends: 'never'
      },
      {
        fault: 'A link is of a later version',
        visit: 'completion',
        link: '#v=7&model=d1-raw',
        sees: 'The link is of version “7”',
        mends: 'never'
      },
      {
        fault: 'A link was cut in the middle of a character',
        visit: 'completion',
        link: '#v=1&model=d1-raw&prefix=ok+%F0%9F',
        sees: 'The link is damaged',
        mends: 'never'
      }
    ]
  },
  {
    title: 'What the service worker keeps',
    faults: [
      ...each(
        { what: 'A page that was read before', file: 'page', visit: 'chapter', places: ['worker'] },
        { '404': STANDS, '503': STANDS, html: STANDS, truncated: STANDS, reset: STANDS, hang: STANDS }
      ),
      {
        fault: 'There is no network, and the reader opens a page that was read before',
        visit: 'chapter',
        event: 'goes on reading without a network',
        sees: STANDS,
        places: ['worker']
      },
      {
        fault: 'There is no network, and the reader opens a page that was not read before',
        visit: 'chapter',
        event: 'follows a link without a network',
        sees: 'No connection',
        places: ['worker'],
        mends: 'reload'
      },
      ...each(
        {
          what: 'On the first visit the list of files',
          file: 'list of files',
          visit: 'chapter',
          places: ['worker'],
          fromTheStart: true
        },
        { '404': WORKS, html: WORKS, flipped: WORKS, other: WORKS }
      ),
      ...each(
        {
          what: 'On the first visit the service worker',
          file: 'service worker',
          visit: 'chapter',
          places: ['worker'],
          fromTheStart: true
        },
        { '404': WORKS, html: WORKS, truncated: WORKS }
      ),
      ...each(
        {
          what: 'On the first visit shared code',
          file: 'shared code',
          visit: 'chapter',
          places: ['worker'],
          fromTheStart: true
        },
        { html: STANDS, truncated: STANDS, '503': STANDS }
      )
    ]
  }
];

export const FAULTS: readonly Fault[] = GROUPS.flatMap(({ faults }) => faults);

/** When all tests of faults were last run: on which day, of which commit, how many passed and failed. */
export interface LastRun {
  day: string;
  commit: string;
  passed: number;
  failed: number;
}

/** What must be seen of a fault at a place. */
export const seenAt = ({ sees }: Fault, place: Place): string =>
  typeof sees === 'string' ? sees : (sees[place] ?? sees.top);

/** What is seen, as the table has it. */
export function inWords(seen: string): string {
  if (seen === WORKS) return 'It works as ever.';
  return seen === STANDS ? 'The text and all that was recorded stand.' : `“… ${seen} …”`;
}
