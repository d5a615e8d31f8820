// What whoever frames a demo can take out of it, by `hide=<name>,<name>` in the address. Read when pages are built: no demo
// needs it to run. A name is for ever; what it stands for is what carries one of its labels, as `data-control`.

/** Controls of a demo: the name that an address has, and the labels of what it hides, that of the compact view first. */
type Labels = Readonly<Record<string, string | readonly string[]>>;

const CONTROLS: Readonly<Record<string, Labels>> = {
  recital: { copies: 'Copies:', size: 'Model size:', nothing: 'Say nothing' },
  playground: {
    prefix: 'Prefix',
    model: 'Model',
    openings: 'Begin with a passage that was read',
    compare: 'Compare with',
    decoding: 'How the next word is chosen'
  },
  'factor-balance': { case: 'Start from a real case', facts: 'The facts' },
  'case-timeline': { show: 'Show', steps: 'Earlier and later', years: 'Years', view: 'How it is shown' },
  'name-cloze': {
    guess: 'Your guess',
    'show-me': 'Show me',
    copies: 'A passage that was in the training data',
    model: 'Look closely at'
  },
  extraction: {
    model: 'Model',
    number: 'How many',
    corpus: 'Open the corpus',
    strategy: 'Sampled from',
    axes: ['Across', 'Up'],
    rank: 'Ranked by'
  },
  recall: {
    copies: [
      'Copies in the training data',
      'Copies before deduplication',
      'Tokens replaced in each copy',
      'Tokens in each fragment'
    ],
    size: 'Model size, in parameters',
    planted: 'Planted as',
    context: 'Tokens given',
    measure: 'Measure',
    data: 'Training data',
    draw: 'Draw the curve yourself first'
  },
  'deduplication-lab': {
    length: ['Find repeats of at least', 'Repeated runs of at least'],
    text: ['Your texts', 'Text'],
    rules: 'Near duplicates'
  },
  'whole-work': {
    chapter: 'Chapter',
    size: 'Model size:',
    given: 'Tokens given',
    opening: 'Or type an opening',
    'to-the-end': 'To the end'
  },
  coder: { passage: 'A passage read', text: 'Text', model: 'Model at both ends', damage: 'Damage a byte' },
  teach: {
    sentence: 'Your sentence',
    reader: 'Who reads',
    guess: 'Your guess: how many readings?',
    step: 'After step:',
    rate: 'Learning rate'
  },
  membership: {
    text: 'Text',
    n: 'Look for runs of',
    rule: 'In the data if it has',
    size: 'Model size:'
  },
  alignment: { way: 'To get the passage:', passage: 'Passage' },
  filter: {
    passage: 'Passage',
    way: 'Asked for',
    n: 'The filter stops runs of',
    form: 'that are'
  },
  queries: {
    tries: 'Tries for each passage:',
    copies: 'Passages that were read:',
    size: 'Model size:',
    temperature: 'Temperature:',
    cut: 'Draw from',
    data: 'Its training data'
  },
  'shortest-prompt': {
    passage: 'A passage read',
    model: 'Model',
    given: 'Tokens given, of those before the text:'
  },
  overlap: {
    by: 'Written by',
    least: 'A run counts from',
    opening: 'After the opening',
    after: 'After'
  },
  'definition-bench': {
    definition: 'Definition',
    wrong: 'Tokens that may be wrong:',
    given: 'Tokens of the passage given',
    portion: ['At least:', 'Measured in', 'At least'],
    model: 'Model'
  },
  'is-it-a-copy': { what: 'What holds the work', answers: 'Your answers', table: 'All six in a table' },
  'supply-chain-map': { stage: 'Stage' }
};

/** The name under which a demo runs no model and loads none: what was recorded is all there is. */
export const RUN = 'run';

export interface Control {
  name: string;
  /** What it is, as the builder lists it. */
  says: string;
  /** The values of `data-control` that it hides. */
  labels: readonly string[];
}

/**
 * What can be hidden of the demo of that name, in the order of its compact view.
 *
 * @param runsModels whether it runs models, and so can be had without
 */
export function controlsOf(demo: string, runsModels: boolean): Control[] {
  const own = Object.entries(CONTROLS[demo] ?? {}).map(([name, said]): Control => {
    const labels = typeof said === 'string' ? [said] : said;
    return { name, says: labels[0]!.replace(/:$/, ''), labels };
  });
  const run = { name: RUN, says: 'Running the models: show only what was recorded', labels: ['Run'] };
  return runsModels ? [...own, run] : own;
}
