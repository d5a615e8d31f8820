// States of demos that have an address and a title of their own, for whoever begins a lesson with one: /demos/<demo>/<slug>/
// and /embed/<demo>/<slug>/. Read when pages are built: no demo needs it to run. A slug is for ever.

export interface Named {
  /** The last part of its addresses. */
  slug: string;
  title: string;
  /** What is seen there, in a sentence. */
  says: string;
  /** The state, as a link holds it. */
  fragment: string;
  /** Whether the compact view has not what is asked for: a frame is then to show the whole. */
  whole?: true;
  /** Whether the page is served in this state; else its script sets it, since what it shows has to be fetched. */
  served: boolean;
}

/** The demos whose states, other than the usual one, are answered by what their page has to fetch, if nothing else is said. */
const FETCHING = new Set([
  'shortest-prompt',
  'playground',
  'extraction',
  'recall',
  'deduplication-lab',
  'whole-work',
  'definition-bench'
]);

type Told = Omit<Named, 'served'> & Partial<Pick<Named, 'served'>>;

const state = (slug: string, title: string, says: string, fragment: string): Told => ({
  slug,
  title,
  says,
  fragment: `v=1&${fragment}`
});

const wholeState = (...told: Parameters<typeof state>): Told => ({ ...state(...told), whole: true });

const NAMED: Readonly<Record<string, readonly Told[]>> = {
  recital: [
    state(
      'read-once',
      'Read once',
      'What the largest model writes after the first words of a passage that it read once.',
      'copies=1'
    ),
    state(
      'smallest-model',
      'The smallest model',
      'The passage with the most copies, continued by a model of 0.14 million parameters and by its twin.',
      'model=d1-raw'
    ),
    state(
      'given-nothing',
      'Given nothing at all',
      'What the largest model and its twin write when they are given no words to begin with.',
      'prefix=nothing'
    )
  ],
  playground: [
    state(
      'never-read',
      'A passage that was never read',
      'The largest model continues a passage of the book that was not in its training data.',
      'model=d8-raw&passage=p000'
    ),
    state(
      'beside-its-twin',
      'A model beside its twin',
      'Two models of one size continue the same passage: one read it 128 times, the other read one copy of it.',
      'model=d8-raw&beside=d8-dedup&passage=p384'
    ),
    state(
      'smallest-model',
      'The smallest model',
      'A model of 0.14 million parameters continues a passage that it read 128 times.',
      'model=d1-raw&passage=p384'
    )
  ],
  'factor-balance': [
    state(
      'bartz',
      'Bartz v. Anthropic',
      'The arguments on each factor from the facts of Bartz, with nothing changed.',
      'case=bartz-training'
    ),
    state(
      'kadrey-with-dilution',
      'Kadrey v. Meta, with dilution proved',
      'Kadrey with one fact changed: a flood of rival works is proved.',
      'case=kadrey-training&harm=dilution-shown'
    ),
    state(
      'sega',
      'Sega v. Accolade',
      'The arguments from an older case, in which copies were made on the way to something else.',
      'case=sega-disassembly'
    )
  ],
  'case-timeline': [
    state(
      'memorization',
      'Memorization and outputs',
      'The events that bear on what models remember and reproduce.',
      'show=memorization'
    ),
    state(
      'abroad',
      'Outside the United States',
      'Events elsewhere, beginning with GEMA against OpenAI in Munich.',
      'show=abroad&event=gema-2025-11'
    ),
    state(
      'precedents',
      'Precedents since 1984',
      'The older cases on fair use, beginning with Sony.',
      'part=precedents&event=sony-1984'
    )
  ],
  'name-cloze': [
    state(
      'never-read',
      'A passage that was never read',
      'Guess the name in a passage that no model here had in its training data.',
      'passage=p002&model=d8-raw'
    ),
    state(
      'read-once',
      'A passage read once',
      'Guess the name in a passage that the models read once.',
      'passage=p049&model=d8-raw'
    ),
    state(
      'read-128-times',
      'A passage read 128 times',
      'Guess the name in a passage of which the training data held 128 copies.',
      'passage=p390&model=d8-raw'
    )
  ],
  extraction: [
    state(
      'beside-a-smaller-model',
      'Sure where a smaller model is not',
      'The recorded samples by how sure two models are of each, ranked by the difference.',
      'model=d6-raw&x=small&y=own&rank=small'
    ),
    state(
      'in-lowercase',
      'Surer of it than in lowercase',
      'The recorded samples, ranked by how much surer the model is of them as they stand than in lowercase.',
      'model=d6-raw&x=lowercase&rank=lowercase'
    ),
    state(
      'unranked',
      'Without a ranking',
      'The recorded samples in the order in which they were drawn, which a ranking has to beat.',
      'model=d6-raw&rank=unranked'
    )
  ],
  recall: [
    state(
      'eight-copies',
      'Eight copies, the largest model',
      'How many of the passages that were planted eight times the largest model recites.',
      'model=d8-raw&copies=8'
    ),
    {
      ...wholeState(
        'draw-it-first',
        'Draw the curve first',
        'Draw how you think recall grows with copies; then see what was measured.',
        'draw=yes'
      ),
      // It asks the usual question, and keeps the answer back from the first moment.
      served: true
    },
    state(
      'near-copies',
      'Copies that differ',
      'How much is recited of passages whose copies had some tokens replaced.',
      'planted=near'
    )
  ],
  'deduplication-lab': [
    state(
      'a-sentence-twice',
      'One sentence in two texts',
      'Two short texts that share a sentence, and what a search for repeats finds.',
      'min=5&text=The+ship+sails+at+noon+from+the+north+quay.+Bring+your+papers.%0A%0AAsk+for+the+mate.+The+ship+sails+at+noon+from+the+north+quay%2C+in+any+weather.'
    ),
    state(
      'one-word-changed',
      'One word changed',
      'Two texts that differ in a single word: which part of them still counts as a repeat?',
      'min=5&text=The+ship+sails+at+noon+from+the+north+quay%2C+in+any+weather.%0A%0AThe+ship+sails+at+dawn+from+the+north+quay%2C+in+any+weather.'
    ),
    state(
      'a-common-phrase',
      'A phrase that everybody uses',
      'Two texts with nothing in common but a formula, which a short minimum finds too.',
      'min=4&text=I+speak+in+the+name+of+the+people+of+the+United+States.%0A%0AA+tax+on+salt+is+hard+on+the+people+of+the+United+States.'
    )
  ],
  'whole-work': [
    state(
      'call-me-ishmael',
      'Chapter 1, read 64 times',
      'How much of the first chapter the model writes from its first line.',
      'model=d4-works&work=w001'
    ),
    state(
      'read-four-times',
      'A chapter read four times',
      'What the model makes of a chapter of which it read four copies.',
      'model=d4-works&work=w004'
    ),
    state(
      'never-read',
      'A chapter that was never read',
      'What the model makes of a chapter that was not in its training data.',
      'model=d4-works&work=w011'
    )
  ],
  coder: [
    state(
      'never-read',
      'A passage that was never read',
      'How many bytes a passage takes if the model at both ends has not read it.',
      'passage=p000'
    ),
    state(
      'read-8-times',
      'A passage read eight times',
      'How many bytes a passage takes if the model at both ends has read it eight times.',
      'passage=p192'
    ),
    state(
      'smallest-model',
      'With the smallest model',
      'The passage that was read 128 times, with a model of 0.14 million parameters at both ends.',
      'model=d1-raw'
    )
  ],
  teach: [
    state(
      'both-readers',
      'Two models read it',
      'The same sentence taught to two models of different size.',
      'reader=both'
    ),
    state(
      'larger-reader',
      'The larger model reads it',
      'How many readings the larger of the two models takes.',
      'reader=d4-raw'
    ),
    state(
      'behind-a-filter',
      'Behind a filter',
      'A filter is placed before the answer of a model that has learned a sentence by heart.',
      'filter=yes'
    )
  ],
  membership: [
    state(
      'in-pieces',
      'Read only in pieces',
      'A passage that was never whole in the training data, but was there in overlapping pieces.',
      'text=pieces'
    ),
    state(
      'made-by-a-rule',
      'Made by a rule, never read',
      'A sentence that a model completes correctly though it was never in its training data.',
      'text=rule'
    ),
    state(
      'never-read',
      'Never read',
      'A passage of the book that no model here read, under the same tests.',
      'text=unread'
    )
  ],
  alignment: [
    state(
      'without-the-template',
      'Without the template',
      'The assistant is given the opening of a passage alone, as the model beneath it is.',
      'way=bare'
    ),
    state(
      'a-few-words-at-a-time',
      'A few words at a time',
      'The assistant is asked how a phrase ends, again and again, until the passage has come out or it declines.',
      'way=pieces'
    ),
    state(
      'a-little-more-training',
      'A little more training',
      'The same request to a model that was trained a little more, on other paragraphs of the book.',
      'way=tuned'
    )
  ],
  filter: [
    state(
      'in-capitals',
      'Asked in capitals',
      'The same passage asked for in capital letters, without a filter and behind one.',
      'way=capitals'
    ),
    state(
      'a-few-tokens-at-a-time',
      'A few tokens at a time',
      'The same passage asked for in small steps, each with one word changed.',
      'way=pieces'
    ),
    state(
      'alike-in-words',
      'A filter that folds words',
      'A filter that compares words without regard to case and punctuation.',
      'form=folded'
    )
  ],
  queries: [
    state(
      'smallest-model',
      'The smallest model',
      'How many tries it takes to get the passages from a model of 0.14 million parameters.',
      'model=d1-raw'
    ),
    state(
      'never-read',
      'Passages that were never read',
      'How many tries it takes to get passages of the book that were not in the training data.',
      'copies=0'
    ),
    state(
      'cooler',
      'At half the temperature',
      'The same passages, drawn at a temperature of 0.5.',
      'temperature=0.5'
    )
  ],
  'shortest-prompt': [
    state(
      'eight-tokens',
      'Given eight tokens',
      'Whether the passage still comes with eight of the tokens before it.',
      'given=8'
    ),
    state(
      'one-token',
      'Given one token',
      'Whether the passage still comes with a single token before it.',
      'given=1'
    ),
    state(
      'larger-model',
      'The larger model',
      'The same passage, asked of the model of 5.9 million parameters.',
      'model=d6-raw'
    )
  ],
  overlap: [
    state(
      'by-a-president',
      'Written by a president',
      'How much of an address that no model read appears in the training text all the same.',
      'by=people'
    ),
    state(
      'smallest-model',
      'Written by the smallest model',
      'How much of what a model of 0.14 million parameters wrote appears in its training text.',
      'by=d1-raw'
    ),
    state(
      'short-runs',
      'Runs of 20 characters',
      'The same text by the largest model, counting runs of 20 characters or more.',
      'least=20'
    )
  ],
  'definition-bench': [
    state(
      'a-tenth-may-differ',
      'A tenth may differ',
      'How many passages count as memorized if one token in ten may be wrong.',
      'model=d8-raw&near=0.1'
    ),
    state(
      'ten-thousand-samples',
      'In ten thousand samples',
      'How many count if the passage has to come out in at least one of 10,000 samples.',
      'model=d8-raw&means=sample&n=10000&p=0.999'
    ),
    state(
      'too-loose',
      'Too loose',
      'A definition under which even passages that the model never read count.',
      'model=d8-raw&given=96&near=0.5&tokens=2'
    )
  ],
  'is-it-a-copy': [
    state(
      'piano-roll',
      'A piano roll',
      'The oldest of the six objects: holes in paper that a piano plays.',
      'what=roll'
    ),
    state(
      'computer-memory',
      'Computer memory',
      'Is a work fixed in memory that is cleared when the machine is switched off?',
      'what=memory'
    ),
    state(
      'the-twin',
      'A model that does not recite',
      'The weights of a model that read the same texts with one copy kept of each.',
      'what=twin'
    )
  ],
  'supply-chain-map': [
    state(
      'data',
      'From works to data',
      'Who turns works into files, what is copied, and which right is in play.',
      'stage=data'
    ),
    state(
      'training',
      'Training',
      'Who trains a model, what is copied, and which right is in play.',
      'stage=training'
    ),
    state(
      'generation',
      'Generation',
      'Who makes an output, what is copied, and which right is in play.',
      'stage=generation'
    )
  ]
};

/** The named states of the demo of that name, in the order in which they are offered. */
export const namedStates = (demo: string): Named[] =>
  (NAMED[demo] ?? []).map((told) => ({ served: !FETCHING.has(demo), ...told }));

/** The paths of all pages and frames of named states, from the top of the site. */
export const namedPages = () =>
  Object.entries(NAMED).flatMap(([demo, states]) =>
    states.flatMap(({ slug }) => [`/demos/${demo}/${slug}/`, `/embed/${demo}/${slug}/`] as const)
  );
