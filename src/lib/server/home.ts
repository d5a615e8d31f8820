import { byCopies, type CopiesShare } from '#lib/release/recall.ts';
import { GIVEN } from '#lib/release/given.ts';
import { sizesOf } from '#lib/release/models.ts';
import type { Series } from '#lib/charts/types.ts';
import { readManifest, readSummary } from './lab.ts';

/** What the first page says of the experiment, and two of its curves: shares recited by copies. */
export async function readHome() {
  const [manifest, summary] = await Promise.all([readManifest(), readSummary()]);
  const sizes = sizesOf(manifest);
  const line = (id: string, label: string, ladder: CopiesShare[], tone: number, dashed = false): Series => ({
    id,
    label,
    tone,
    dashed,
    points: ladder.map(({ copies, share, low, high }) => ({ x: copies, y: share, low, high }))
  });
  const ladders = sizes.map(({ raw, twin }) => ({
    raw: byCopies(summary, raw.id, GIVEN),
    twin: twin && byCopies(summary, twin.id, GIVEN)
  }));
  const largest = ladders.at(-1)!;
  const recited = (ladder: CopiesShare[]) => ladder.reduce((sum, { recited }) => sum + recited, 0);
  const { raw, twin, label, tone } = sizes.at(-1)!;
  if (!twin || !largest.twin) throw new Error('The largest model has no twin, of which the page speaks.');
  return {
    release: manifest.release,
    given: GIVEN,
    models: sizes.map(({ label }) => label),
    /** Passages of the ladder, how many each rung has, and the most copies. */
    planted: largest.raw.reduce((sum, { n }) => sum + n, 0),
    each: largest.raw[0]!.n,
    copies: largest.raw.map(({ copies }) => copies),
    half: largest.raw.find(({ share }) => share >= 0.5)?.copies ?? null,
    bySize: sizes.map((size, at) => line(size.raw.id, size.label, ladders[at]!.raw, size.tone)),
    twins: {
      label,
      raw: recited(largest.raw),
      twin: recited(largest.twin),
      series: [
        line(raw.id, 'all copies', largest.raw, tone),
        line(twin.id, 'one kept of each', largest.twin, tone, true)
      ]
    }
  };
}
