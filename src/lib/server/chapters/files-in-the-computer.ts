import { worksEvidence } from '../works.ts';
import type { Row } from '#lib/charts/types.ts';
import { PRESETS, type Definition } from '#lib/measures/definition.ts';
import { copiesRead, rowsOf } from '#lib/demos/definition-bench/table.ts';
import { tally, type GroupCount } from '#lib/demos/definition-bench/tally.ts';
import { largestPair, withAllCopies } from '#lib/release/models.ts';
import { readBenchStart, readBenchTable } from '../definition-bench.ts';
import { readManifest } from '../lab.ts';
import { readCopyStart } from '../copy.ts';
import { needed } from '../need.ts';

const need = needed((what) => `The published release holds no ${what}, of which the text speaks.`);

/** Passages of one condition that were never read. */
const controlOf = (groups: readonly GroupCount[], condition: string) =>
  groups.find(({ group }) => group.condition === condition && group.copies === 0);

/** What the text of the chapter is given: the bench, and what each definition of the literature makes of our models. */
export async function evidence() {
  const [start, table, manifest] = await Promise.all([readBenchStart(), readBenchTable(), readManifest()]);
  const model = start.state.model;
  const exact = start.state.definition;
  const count = (definition: Definition, of = model) =>
    tally(rowsOf(table, of, definition.given), definition);
  const definitions = PRESETS.map(({ id, label, definition }) => {
    const { by, groups } = count(definition);
    // The control consists of paragraphs of the book: what a pattern's members show is another matter.
    return { id, label, read: by.read, never: need(controlOf(groups, 'exact'), 'control') };
  });
  const by = (id: string) =>
    need(
      definitions.find((d) => d.id === id),
      `definition "${id}"`
    );
  const published = definitions.filter(({ id }) => id !== 'loose').map(({ read }) => read.counted);

  const pair = need(largestPair(table.models), 'deduplicated model with a sibling');
  const smallest = need(withAllCopies(table.models)[0], 'model with all copies');
  const ladder = count(exact).groups.filter(({ group }) => group.condition === 'exact');
  const given = (context: number) => count({ ...exact, given: context }).by.read.counted;
  const entry = need(
    manifest.models.find(({ id }) => id === model),
    'entry of the model'
  );

  return {
    start,
    copies: await readCopyStart(),
    definitions,
    numbers: {
      label: entry.label,
      passages: by('exact').read.passages,
      controls: by('exact').never.passages,
      exact: by('exact'),
      near: by('near'),
      loose: by('loose'),
      least: Math.min(...published),
      most: Math.max(...published),
      controlsMost: Math.max(
        ...definitions.filter(({ id }) => id !== 'loose').map(({ never }) => never.counted)
      ),
      mostCopies: need(ladder.at(-1), 'passage').group.copies,
      atMost: need(ladder.at(-1), 'passage'),
      atNone: need(
        ladder.find(({ group }) => copiesRead(group, 'raw') === 0),
        'control'
      ),
      bitsPerByte: entry.loss_bits_per_byte,
      twin: {
        label: pair.twin.label,
        with: count(exact, pair.raw.id).by.read.counted,
        without: count(exact, pair.twin.id).by.read.counted
      },
      smallest: { label: smallest.label, counted: count(exact, smallest.id).by.read.counted },
      given: { 8: given(8), 32: given(32), 96: given(96) },
      sampled: by('discoverable').read.counted,
      pattern: controlOf(count(exact).groups, 'pattern')
    },
    works: await worksEvidence(),
    chart: definitions.flatMap(({ label, read, never }): Row[] =>
      [
        { name: 'read in training', of: read, strong: true },
        { name: 'never read', of: never, strong: false }
      ].map(({ name, of, strong }) => ({
        label: name,
        value: of.passages ? of.counted / of.passages : null,
        low: of.low,
        high: of.high,
        group: label,
        strong
      }))
    )
  };
}
