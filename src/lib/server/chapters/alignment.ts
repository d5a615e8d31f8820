import type { Row } from '#lib/charts/types.ts';
import { leaders } from '#lib/measures/leaders.ts';
import { readCurve } from '../curves.ts';
import { readCorpus } from '../corpus.ts';
import { readPublished } from '../published.ts';

/** Tokens of a run from which on the filter of the figure stops a text; what the playground marks, too. */
const RUN = 10;

/** Every so many words one is blanked in the last version of the paragraph. */
const BLANKED = 3;

/** What the text of the chapter is given. */
export async function evidence() {
  return { divergence: await divergence(), filter: await filter() };
}

/** Share of the output that stands on the web in runs of 50 tokens or more, by model, before and under the attack. */
async function divergence() {
  const { rows } = await readCurve('nasr2023_blog_figure');
  const shares = rows.map(({ model, pct_tokens_memorized: cell }) => {
    // The bar of ChatGPT's ordinary answers is too low to be read off; its number is the text's.
    const percent = Number(/text says ([\d.]+)/.exec(cell!)?.[1] ?? cell);
    return { model: model!, share: percent / 100 };
  });
  const of = (name: RegExp) => {
    const found = shares.find(({ model }) => name.test(model));
    if (!found) throw new Error(`nasr2023_blog_figure: no bar is called ${name}`);
    return found.share;
  };
  return {
    ordinary: of(/^ChatGPT default/),
    base: of(/^InstructGPT/),
    attack: of(/divergence attack/),
    rows: shares.map(({ model, share }): Row => ({
      label: model,
      value: share,
      strong: model.startsWith('ChatGPT')
    }))
  };
}

/** One planted paragraph in versions that a reader recognizes, and what a search for runs of tokens makes of each. */
async function filter() {
  const [{ index, tokenizer }, { passages }] = await Promise.all([readCorpus(), readPublished()]);
  const exact = passages.filter(({ condition }) => condition === 'exact');
  const passage = leaders(exact, ({ copies }) => copies)[0];
  if (!passage) throw new Error('The published release records no passage.');
  const { text, copies, chapter } = passage;
  const blanked = text
    .split(' ')
    .map((word, at) => (at % BLANKED === BLANKED - 1 ? '_' : word))
    .join(' ');
  const versions = [
    { label: 'as in the book', text },
    { label: 'in capitals', text: text.toUpperCase() },
    { label: 'with every third word blanked', text: blanked }
  ].map((version) => {
    const spans = index.spans(tokenizer.encode(version.text), { min: 2, near: false });
    const longest = Math.max(0, ...spans.map(({ start, end }) => end - start));
    return { ...version, opening: opening(version.text), longest, stopped: longest >= RUN };
  });
  return {
    run: RUN,
    copies,
    chapter,
    versions,
    passed: versions.filter(({ stopped }) => !stopped).length,
    rows: versions.map(({ label, longest, stopped }): Row => ({ label, value: longest, strong: stopped }))
  };
}

/** The first words of a text, some seventy characters. */
const opening = (text: string) => `${text.slice(0, 70).replace(/\s+\S*$/, '')} …`;
