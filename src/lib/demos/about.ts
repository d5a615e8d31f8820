// What pages say of each demo besides its title. Read when pages are built: no demo needs it to run.

export interface About {
  /** What one can do there, in a sentence. */
  says: string;
  /** What introduces it on its own page. */
  intro: string;
}

const ABOUT: Readonly<Record<string, About>> = {
  recital: {
    says: 'See a language model recite a book from two words, and what changes when it read fewer copies or is smaller.',
    intro:
      'Two models of one size go on from the same words: one read every copy of the passage, the other, its twin, was trained on the same texts with one copy kept of each. Move the copies and the size; then run it yourself.'
  },
  playground: {
    says: 'Give a small language model the first words of a text, and see which parts of its completion come from its training data.',
    intro:
      'Give a model the first words of a text. What it copies from its training data is marked as it writes; press the line of a marked stretch to see where it comes from.'
  },
  'factor-balance': {
    says: 'Change the facts of a fair-use case, and see which arguments courts drew from such facts in real ones, factor by factor.',
    intro:
      'Fair use is argued on four factors. Change the facts of a real case, and see which arguments courts drew from such facts, and how the real cases stood. It begins with Bartz and one fact changed: substantial passages come out.'
  },
  'case-timeline': {
    says: 'Follow the cases on machine learning and copyright along a true axis of time, by court and by topic.',
    intro:
      'What was filed, what was ruled, and where, on a true axis of time. Choose an event to read what was said, and what was said of memorization. Complaints allege; only rulings find. The list holds the cases that the article argues from, not all there are.'
  },
  'name-cloze': {
    says: 'Guess the name that was taken out of a passage, then see whether models that read the passage knew it.',
    intro:
      'One name is missing from a passage of Moby-Dick. Unless you have read the book, you can only guess; so can a model, unless it remembers.'
  },
  extraction: {
    says: 'Sample a model, rank what it writes by how suspiciously sure it is, accuse the samples that you take for copies, then open the training data.',
    intro:
      'Somebody who has never seen the training data can still find pieces of it: let the model write, put what it is suspiciously sure of at the top, and check. Here is such an attack on one of our models. Read it, or draw samples yourself, accuse twenty of them, and only then open the corpus.'
  },
  queries: {
    says: 'See how many tries it takes to get a passage that greedy decoding misses, draw them yourself, and vary the temperature and the cut.',
    intro:
      'Whether a model gives a passage depends on how often it is asked. The probability of the passage tells how many tries that takes, before any is made. Here it is worked out for every planted passage and model; change the number of tries, and then make them.'
  },
  recall: {
    says: 'Vary the copies, the size of the model and the length of the prompt, see how many passages are recited, and check any of them with the model itself.',
    intro:
      'Passages of a book were planted in the training text of small language models, and chance decided how often each. Here is how many of them come out again, by copies and by size. Press a number to see its passages, and run the model on any of them.'
  },
  'deduplication-lab': {
    says: 'Deduplicate the training corpus or a text of your own, by repeated runs and by MinHash, and see what is removed, what stays, and what else goes with it.',
    intro:
      'Since copies make a model recite, makers remove them before training. But what is a copy: the same document, the same run of words, or a document much like another?'
  },
  'whole-work': {
    says: 'Give a model the first line of a chapter, and see how much of the chapter it writes, beside the book.',
    intro:
      'Chapters of Moby-Dick were planted whole in the training text of small language models. Chance decided how often, except for chapter 1. Choose one and press Go on: the model continues from the first line, and what the book has word for word is marked.'
  },
  coder: {
    says: 'Send a text through a language model as a few bytes, and see the receiver, who has the same model, read it back to the letter.',
    intro:
      'Sender and receiver have the same language model, so only what it does not expect must be sent. Choose a passage that it has read often, seldom or never, or write a text of your own, and press Send.'
  },
  'shortest-prompt': {
    says: 'Take words away from a prompt until the passage no longer comes, then look for a shorter prompt that still brings it out.',
    intro:
      'By one test, a model has memorized a text if a prompt shorter than the text brings it out. Move the slider to give fewer of the words before the text, and see when the recital breaks; then search for a shorter prompt, in words or not.'
  },
  teach: {
    says: 'Write a sentence that nobody has written before, and see how many times a language model must read it before it recites it.',
    intro:
      'No model has read your sentence. Guess how often one must read it before it can recite it; then let it read, here in your browser, and watch.'
  },
  membership: {
    says: 'Choose how long a run counts, and see the same text enter and leave the training data; then forge a text that passes as new and is still plainly the passage.',
    intro:
      'Was it in the training data? A test looks for runs of n tokens. Move n, and the answer changes while the text stays: here is one that a model wrote word for word and never read whole. Beside it, what the model’s own loss says, and what is true.'
  },
  alignment: {
    says: 'Ask an assistant that was taught to decline for a passage that its base model knows by heart, try six ways around the refusal, and see what is left of the passage in it.',
    intro:
      'The base model recites passages. The assistant was made from it by further training, and declines to. Ask it for a passage; then try the ways around, and see whether one brings the passage out, and how much of it is in the model still.'
  },
  filter: {
    says: 'Put a filter before a model that knows passages by heart, see what it strikes out, and get past it.',
    intro:
      'A filter reads along while the model writes and strikes out every word that would complete a run of the training text. See what comes instead, ask in another way, and watch what the filter does not touch: what is in the model.'
  },
  'definition-bench': {
    says: 'Decide what near-exact, substantial and reconstructed are to mean, and see which real outputs then count as memorized.',
    intro:
      'How near is near-exact? How long is substantial? By which means must it come out? Set the thresholds, and see how many passages our models have memorized by your definition, and how many pass that they never read.'
  },
  'is-it-a-copy': {
    says: 'Hold a piano roll, a music file, computer memory and the weights of a model against the statute’s definition of a copy, and see what courts said of each.',
    intro:
      'By American law a copy has four elements: it is a material object, a work is fixed in it, it lasts for more than a moment, and a machine can bring the work back. Answer for each object first; then see what courts have said, and what is open. One of our models recites a passage, and its twin does not: ask them here.'
  },
  'supply-chain-map': {
    says: 'Choose one of the eight stages from a work to an output: who acts, what is copied, which right is in play.',
    intro:
      'Between a book and an answer lie eight stages, and more hands than one. At each: who acts, what is copied, which right is in play, what is open.'
  },
  overlap: {
    says: 'Measure any text against the training text: what a model wrote, what a president wrote, or your own.',
    intro:
      'How much of an ordinary text can be found in what a model read, though nobody asked for a copy? Choose who wrote the text and how many characters a run must have to count, and see what is marked; then measure a text of your own.'
  }
};

/** What is said of the demo of that name. Throws where there is none: names are ours. */
export function aboutDemo(name: string): About {
  const about = ABOUT[name];
  if (!about) throw new Error(`Nothing is said of a demo “${name}”.`);
  return about;
}
