// What a builder offers of its demo: above all what it says that students load, against what the buttons of the demos say,
// which count the files that they fetch.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Session as Alignment } from '#lib/demos/alignment/session.svelte.ts';
import { WAYS } from '#lib/demos/alignment/ways.ts';
import { Session as Coder } from '#lib/demos/coder/session.svelte.ts';
import { Session as Deduplication } from '#lib/demos/deduplication-lab/session.svelte.ts';
import type { LabStart } from '#lib/demos/deduplication-lab/start.ts';
import { Session as Extraction } from '#lib/demos/extraction/session.svelte.ts';
import { Session as Filter } from '#lib/demos/filter/session.svelte.ts';
import { Session as Copy } from '#lib/demos/is-it-a-copy/session.svelte.ts';
import { Session as Membership } from '#lib/demos/membership/session.svelte.ts';
import { Session as Cloze } from '#lib/demos/name-cloze/session.svelte.ts';
import { namedStates } from '#lib/demos/named.ts';
import { Session as Overlap } from '#lib/demos/overlap/session.svelte.ts';
import { Session as Playground, startOf } from '#lib/demos/playground/session.svelte.ts';
import { Session as Queries } from '#lib/demos/queries/session.svelte.ts';
import { Session as Recall } from '#lib/demos/recall/session.svelte.ts';
import { Session as Recital } from '#lib/demos/recital/session.svelte.ts';
import { DEMOS } from '#lib/demos/registry.ts';
import { Session as Shortest } from '#lib/demos/shortest-prompt/session.svelte.ts';
import { BOTH } from '#lib/demos/teach/state.ts';
import { Session as Teach } from '#lib/demos/teach/session.svelte.ts';
import { Session as WholeWork } from '#lib/demos/whole-work/session.svelte.ts';
import { runnable } from '#lib/release/manifest.ts';
import sizes from '#lib/packages/sizes.json' with { type: 'json' };
import { readAlignment } from './alignment.ts';
import { readCoder } from './coder.ts';
import { readCopyStart } from './copy.ts';
import { readExtraction } from './extraction.ts';
import { readFilter } from './filter.ts';
import { readManifest } from './lab.ts';
import { readMembership } from './membership.ts';
import { LOOKING_UP, ON_LAW, readOffer, readOffers } from './offers.ts';
import { readOverlap } from './overlap.ts';
import { readQueries } from './queries.ts';
import { readRecallStart } from './recall.ts';
import { readRecital } from './recital.ts';
import { readCloze } from './recorded.ts';
import { readShortestPrompt } from './shortest-prompt.ts';
import { readTeach } from './teach.ts';
import { readWholeWork } from './works.ts';

/** A session of a demo, as far as a link changes what its buttons load. */
interface Opened {
  /** The links by which every model, or pair of models, can be chosen. */
  links: string[];
  /** What each button says that it loads in the state of a link; `text` where the training text comes with it. */
  presses: (link: string) => { bytes: number; text?: boolean }[];
}

const models = (of: readonly { id: string }[], key = 'model') => of.map(({ id }) => `v=1&${key}=${id}`);

/** Every demo with a button that loads. */
const OPENED: Record<string, () => Promise<Opened>> = {
  recital: async () => {
    const start = await readRecital();
    const all = start.sizes.flatMap(({ raw, twin }) => [raw, twin!]);
    return { links: [''], presses: () => all.map((model) => ({ bytes: new Recital(start).cost(model) })) };
  },
  playground: async () => {
    const manifest = runnable(await readManifest());
    const start = {
      manifest,
      records: [],
      passages: [],
      pieces: {},
      titles: {},
      recorded: manifest.passages
    };
    const ids = manifest.models.map(({ id }) => id);
    return {
      links: ids.flatMap((model) =>
        ['', ...ids.map((beside) => `&beside=${beside}`)].map((with_) => `v=1&model=${model}${with_}`)
      ),
      presses: (link) => {
        const said = new URLSearchParams(link);
        const usual = startOf(start);
        const state = { ...usual, model: said.get('model') ?? usual.model, beside: said.get('beside') };
        return [{ bytes: new Playground(start, state).cost, text: true }];
      }
    };
  },
  'name-cloze': async () => {
    const start = await readCloze();
    return { links: models(start.models), presses: (link) => [{ bytes: read(new Cloze(start), link).cost }] };
  },
  extraction: async () => {
    const start = (await readExtraction())!;
    return {
      links: models(start.models),
      presses: (link) => [{ bytes: read(new Extraction(start), link).cost }]
    };
  },
  queries: async () => {
    const start = await readQueries();
    return {
      links: models(start.models),
      presses: (link) => [{ bytes: read(new Queries(start), link).askingBytes }]
    };
  },
  recall: async () => {
    const start = await readRecallStart();
    const { live } = new Recall(start);
    return {
      links: [''],
      presses: () => start.manifest.models.map((model) => ({ bytes: live.cost(model) }))
    };
  },
  'deduplication-lab': async () => {
    const { corpus, tokenizer } = await readManifest();
    const start = {
      files: { tokens: corpus.tokens, documents: corpus.documents, tokenizer }
    } as unknown as LabStart;
    return {
      links: ['v=1&source=corpus'],
      presses: (link) => [{ bytes: read(new Deduplication(start), link).cost }]
    };
  },
  'whole-work': async () => {
    const start = (await readWholeWork())!;
    return {
      links: models(start.models),
      presses: (link) => [{ bytes: read(new WholeWork(start), link).cost }]
    };
  },
  coder: async () => {
    const start = await readCoder();
    return { links: models(start.models), presses: (link) => [{ bytes: read(new Coder(start), link).cost }] };
  },
  'shortest-prompt': async () => {
    const start = await readShortestPrompt();
    return {
      links: models(start.models),
      presses: (link) => [{ bytes: read(new Shortest(start), link).cost }]
    };
  },
  teach: async () => {
    const start = await readTeach();
    return {
      links: [...models(start.models, 'reader'), `v=1&reader=${BOTH}`],
      presses: (link) => [{ bytes: read(new Teach(start), link).cost }]
    };
  },
  membership: async () => {
    const start = await readMembership();
    return {
      links: models(start.models),
      presses: (link) => {
        const { writingBytes, weighingBytes } = read(new Membership(start), link);
        return [{ bytes: writingBytes, text: true }, { bytes: weighingBytes }];
      }
    };
  },
  alignment: async () => {
    const start = await readAlignment();
    return {
      links: WAYS.map((way) => `v=1&way=${way}`),
      presses: (link) => [{ bytes: read(new Alignment(start), link).cost, text: true }]
    };
  },
  filter: async () => {
    const start = await readFilter();
    return { links: [''], presses: (link) => [{ bytes: read(new Filter(start), link).cost, text: true }] };
  },
  overlap: async () => {
    const start = await readOverlap();
    return {
      links: models(start.models, 'by'),
      presses: (link) => {
        const { model, cost } = read(new Overlap(start), link);
        // What people wrote is looked up alone.
        return model ? [{ bytes: cost, text: true }] : [];
      }
    };
  },
  'is-it-a-copy': async () => {
    const start = await readCopyStart();
    return {
      links: [''],
      presses: () => [{ bytes: new Copy(start).cost('raw') }, { bytes: new Copy(start).cost('twin') }]
    };
  }
};

/** Takes a link over; what it would fetch to show more of its state does not matter here. */
function read<S extends { read: (link: string) => unknown }>(session: S, link: string): S {
  void session.read(link);
  return session;
}

test('every demo that loads a model or the training text is compared with its buttons', async () => {
  const loading = [];
  for (const { name } of DEMOS) {
    const { run, text } = (await readOffers(name)).loads;
    if (run || text) loading.push(name);
  }
  expect(Object.keys(OPENED).sort()).toEqual(loading.sort());
});

test.each(Object.keys(OPENED))('what the builder says of %s is what its buttons load', async (name) => {
  const { links, presses } = await OPENED[name]!();
  const { run, text } = (await readOffers(name)).loads;
  const said = (link: string) =>
    presses(link).map(({ bytes, text: withText }) => bytes - (withText ? text : 0));
  const all = links.flatMap(said);
  expect(run ?? { least: text, most: text }).toEqual({ least: Math.min(...all), most: Math.max(...all) });
  for (const { slug, fragment } of namedStates(name))
    for (const bytes of run ? said(fragment) : []) {
      expect(bytes, slug).toBeGreaterThanOrEqual(run!.least);
      expect(bytes, slug).toBeLessThanOrEqual(run!.most);
    }
});

test('the sizes of packages are those of every demo, and of all: `npm run package -- sizes`', () => {
  expect(Object.keys(sizes)).toEqual([...DEMOS.map(({ name }) => name), 'all']);
});

test('the demos that look up what a model writes are those whose sessions open the training text', () => {
  const opens = (name: string) =>
    globSync(`src/lib/demos/${name}/session.svelte.ts`).some((file) =>
      readFileSync(file, 'utf8').includes('new Corpus(')
    );
  expect([...LOOKING_UP].sort()).toEqual(
    DEMOS.map(({ name }) => name)
      .filter(opens)
      .sort()
  );
});

test('the builder knows what every frame of the demo knows, and its states', async () => {
  const { release } = await readManifest();
  for (const { name } of DEMOS) {
    const offers = await readOffers(name);
    expect(offers).toMatchObject({ ...(await readOffer(name)), release });
    expect(offers.states).toEqual(namedStates(name));
  }
});

test('the frames of demos on law carry the newest events, the newest first', async () => {
  for (const { name } of DEMOS) {
    const { events } = await readOffer(name);
    expect(events !== undefined, name).toBe(ON_LAW.includes(name));
    if (!events) continue;
    expect(events.length).toBeGreaterThan(30);
    expect(events.map(({ date }) => date)).toEqual(
      events
        .map(({ date }) => date)
        .toSorted()
        .reverse()
    );
    for (const { title } of events) expect(title).not.toBe('');
  }
});
