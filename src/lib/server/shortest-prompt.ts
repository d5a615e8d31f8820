import { piecesOf } from '#lib/completion/pieces.ts';
import type { PromptRecord } from '#lib/demos/shortest-prompt/record.ts';
import type { Series } from '#lib/charts/types.ts';
import {
  prunedOf,
  type Above,
  type Found,
  type Published,
  type Share,
  type ShortestPrompt,
  type Text
} from '#lib/demos/shortest-prompt/shortest.ts';
import { mean } from '#lib/measures/mean.ts';
import { wilson } from '#lib/measures/wilson.ts';
import { runnable } from '#lib/release/manifest.ts';
import { sizesOf, withAllCopies } from '#lib/release/models.ts';
import type { Passage } from '#lib/release/passages.ts';
import { readCorpus } from './corpus.ts';
import { readCurve } from './curves.ts';
import { once, readManifest, readPassages } from './lab.ts';
import { needed } from './need.ts';
import { readPromptRecord } from './recorded.ts';

const need = needed((what) => `content/recorded/prompts.json speaks of ${what}, which is not there.`);

type Asked = PromptRecord['models'][number];

/** What the shortest prompt shows: the models that were asked, a text of each kind, and what was found of all. */
export const readShortestPrompt: () => Promise<ShortestPrompt> = once(async () => {
  const [manifest, planted, record, { tokenizer }] = await Promise.all([
    readManifest(),
    readPassages(),
    readPromptRecord(),
    readCorpus()
  ]);
  const { given, asked, longest, piece, search } = record;
  const passages = new Map(planted.map((passage) => [passage.id, passage]));
  const passage = (id: string) => need(passages.get(id), `the passage ${id}`);
  const models = withAllCopies(runnable(manifest).models).filter(({ id }) =>
    record.models.some((model) => model.id === id)
  );

  const textOf = ({ id, condition, copies, token_ids: ids }: Passage, at: number, end: number): Text => {
    const pieces = piecesOf(ids.slice(0, end), tokenizer);
    return {
      passage: id,
      kind: condition === 'pattern' ? 'pattern' : 'passage',
      copies,
      before: ids.slice(0, at),
      text: ids.slice(at, end),
      beforePieces: pieces.slice(0, at),
      textPieces: pieces.slice(at),
      pool: [...new Set(ids)],
      recorded: {}
    };
  };
  const promptOf = (ids: readonly number[]) => ({ ids, pieces: ids.map((id) => tokenizer.piece(id)) });

  // Of each number of copies the passage that the lot put first, of those that every model was asked to bring out.
  const lot = record.models[0]!.searched.map((row) => passage(row.passage));
  const copies = [...new Set(lot.map((each) => each.copies))].toSorted((a, b) => b - a);
  const texts = copies.flatMap((number): Text[] => {
    const first = lot.find(
      (each) =>
        each.copies === number &&
        record.models.every(({ searched }) => searched.some((row) => row.passage === each.id))
    );
    if (!first) return [];
    const recorded = record.models.map(({ id, pruned, searched }): [string, Found] => {
      const { prompt, steps } = searched.find((row) => row.passage === first.id)!;
      const { matched } = need(
        pruned.find((row) => row.passage === first.id),
        `no pruning of ${first.id} by ${id}; it`
      );
      return [id, { matched, prompt: prompt && promptOf(prompt), searched: true, steps }];
    });
    return [{ ...textOf(first, given, given + asked), recorded: Object.fromEntries(recorded) }];
  });
  const rule = record.models
    .flatMap(({ id, patterns }) => patterns.map((row) => ({ model: id, ...row })))
    .filter(({ passage: id, given }) => given < passage(id).token_ids.length - given)
    .toSorted((a, b) => a.given - b.given)[0];
  if (rule) {
    const { token_ids: ids } = passage(rule.passage);
    const text = textOf(passage(rule.passage), rule.given, ids.length);
    const n = prunedOf(rule.matched, text.text.length)!;
    const found = {
      matched: rule.matched,
      prompt: promptOf(text.before.slice(-n)),
      searched: false,
      steps: 0
    };
    texts.push({ ...text, recorded: { [rule.model]: found } });
  }
  return {
    models,
    texts,
    above: models.map(({ id }) =>
      aboveOf(
        record.models.find((model) => model.id === id)!,
        asked,
        copies,
        passage
      )
    ),
    published: await publishedRatios(),
    search: { steps: search.steps, candidates: search.batch, longest, piece }
  };
});

/** Whether fewer of the words before a text than it has tokens bring it out. */
function isAbove(text: number, { matched }: { matched: readonly number[] }): boolean {
  const n = prunedOf(matched, text);
  return n !== null && n < text;
}

const share = (of: readonly boolean[]): Share => {
  const count = of.filter(Boolean).length;
  return { n: of.length, count, ...wilson(count, of.length) };
};

function aboveOf(
  { id, pruned, repeated, patterns, searched }: Asked,
  asked: number,
  copies: readonly number[],
  passage: (id: string) => Passage
): Above {
  return {
    model: id,
    passages: copies.map((number) => {
      const read = (row: { passage: string }) => passage(row.passage).copies === number;
      return {
        copies: number,
        own: share(pruned.filter(read).map((row) => isAbove(asked, row))),
        any: share(searched.filter(read).map(({ prompt }) => prompt !== null && prompt.length < asked))
      };
    }),
    repeated: share(repeated.map((row) => isAbove(asked, row))),
    // By their first tokens, as few as suffice: pruned further, what is left of a sentence would often be a word or two.
    patterns: share(patterns.map(({ passage: id, given }) => given < passage(id).token_ids.length - given))
  };
}

/** The ratios of Schwarzschild et al. 2024, figures 5 and 6: by model, and by kind of text. */
export async function publishedRatios(): Promise<Published[]> {
  const { rows } = await readCurve('acr_bars');
  return rows.map(({ panel, label, avg_compression_ratio, portion_memorized }) => {
    const byModel = panel!.startsWith('model size');
    return {
      text: byModel ? 'Famous quotes' : label!,
      model: byModel ? label! : panel!.split(', ').at(-1)!,
      ratio: Number(avg_compression_ratio),
      share: Number(portion_memorized)
    };
  });
}

/** What the text says of the recorded prompts. */
export async function promptsEvidence() {
  const [{ above, texts }, record, manifest, planted] = await Promise.all([
    readShortestPrompt(),
    readPromptRecord(),
    readManifest(),
    readPassages()
  ]);
  const { asked } = record;
  const copiesOf = new Map(planted.map(({ id, copies }) => [id, copies]));
  const sizes = above.map(({ model, passages, repeated, patterns }) => {
    const {
      pruned,
      searched,
      patterns: sentences
    } = need(
      record.models.find(({ id }) => id === model),
      `the model ${model}`
    );
    const { label, tone } = need(
      sizesOf(manifest).find(({ raw }) => raw.id === model),
      `the size of ${model}`
    );
    const own = new Map(pruned.map((row) => [row.passage, prunedOf(row.matched, asked)]));
    // Passages that were read and come out by fewer of their own words than they have: these, and what the search left of them.
    const both = searched.flatMap(({ passage, prompt }) => {
      const n = own.get(passage)!;
      return prompt && n !== null && n < asked ? [{ own: n, found: prompt.length }] : [];
    });
    const beyond = searched.filter(
      ({ passage }) => copiesOf.get(passage)! > 0 && (own.get(passage) ?? asked) >= asked
    );
    const groups = passages.map(({ copies, own: { n, count }, any }) => {
      const enough = pruned.flatMap(({ passage }) => {
        const needed = own.get(passage)!;
        return copiesOf.get(passage) === copies && needed !== null && needed < asked ? [needed] : [];
      });
      // Of those that come out: tokens of their own words that suffice.
      return { copies, n, count, searched: any, tokens: enough.length > 1 ? mean(enough) : null };
    });
    return {
      label,
      tone,
      repeated,
      patterns,
      groups,
      most: groups[0]!,
      fewest: groups.at(-2)!,
      none: groups.at(-1)!,
      /** Of those that were read and do not come out so: passages searched, and prompts found. */
      beyond: {
        n: beyond.length,
        count: beyond.filter(({ prompt }) => prompt !== null && prompt.length < asked).length
      },
      shortened: {
        n: both.length,
        own: mean(both.map(({ own }) => own)),
        found: mean(both.map(({ found }) => found)),
        saved: mean(both.map(({ own, found }) => own - found))
      },
      /** Of the sentences of the rule the one that needs the fewest first tokens: these, and the tokens that then come. */
      sentence: sentences
        .map(({ passage, given }) => ({
          given,
          rest: planted.find(({ id }) => id === passage)!.token_ids.length - given
        }))
        .toSorted((a, b) => a.given - b.given)[0]!
    };
  });
  const [small, large] = [need(sizes.at(0), 'no model'), need(sizes.at(-1), 'no model')];
  return {
    asked,
    given: record.given,
    piece: record.piece,
    copies: texts.flatMap(({ kind, copies }) => (kind === 'passage' ? [copies] : [])),
    small,
    large,
    series: sizes.map(({ label, tone }, at): Series => ({
      id: label,
      label,
      tone,
      points: above[at]!.passages.toReversed().map(({ copies, own }) => ({
        x: copies,
        y: own.count / own.n,
        low: own.low,
        high: own.high
      }))
    }))
  };
}
