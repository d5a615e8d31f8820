import * as v from 'valibot';
import { labJson } from './lab.ts';

const number = v.nullable(v.number());

/** One number with its 95 % interval; `null` where it lies past the most copies there are. */
const Answer = v.object({
  value: number,
  low: v.optional(number),
  high: v.optional(number),
  /** Of a proportion: so many of so many. */
  count: v.optional(v.number()),
  n: v.optional(v.number()),
  /** The number of copies that it is about. */
  copies: v.optional(v.number())
});

/** Expected, and the range in which the prediction holds; `null` stands for more copies than there are. */
const Predicted = {
  id: v.string(),
  quantity: v.string(),
  expected: number,
  low: number,
  high: number
};

/** What models that read passages of so many copies, or models that did not, make of them. */
const Side = v.object({ recited: Answer, bits: Answer });

/** The same of one passage: of so many models, so many recite it. */
const Models = v.object({ models: v.number(), recited: v.number() });

const Report = v.object({
  missing: v.object({ models: v.array(v.string()), answers: v.array(v.string()) }),
  answers: v.record(v.string(), Answer),
  predictions: v.array(v.object({ ...Predicted, found: v.nullable(Answer), holds: v.nullable(v.boolean()) })),
  exposure: v.array(
    v.object({
      model: v.string(),
      copies: v.number(),
      n: v.number(),
      mean: number,
      low: number,
      high: number
    })
  ),
  counterfactual: v.nullable(
    v.object({
      models: v.array(v.string()),
      rungs: v.pipe(
        v.array(v.object({ copies: v.number(), n: v.number(), in: Side, out: Side })),
        v.minLength(1)
      ),
      rows: v.array(v.object({ passage: v.string(), copies: v.number(), in: Models, out: Models }))
    })
  ),
  seeds: v.array(v.object({ model: v.string(), half: Answer })),
  snapshots: v.array(
    v.object({
      model: v.string(),
      copies: v.number(),
      n: v.number(),
      steps: v.array(v.number()),
      recited: v.array(v.number())
    })
  ),
  /** Of each group of passages, by model and tokens given, how many are recited near-verbatim. */
  recall: v.array(
    v.object({
      model: v.string(),
      condition: v.string(),
      copies: v.number(),
      /** Of canaries there is none: each is asked in a context of its own. */
      context: number,
      n: v.number(),
      near: v.object({ count: v.number(), low: v.number(), high: v.number() })
    })
  )
});

export type Answer = v.InferOutput<typeof Answer>;
export type Report = v.InferOutput<typeof Report>;

/** What `training.report` found in a release: its `results/report.json`. Throws a `ValiError` that names the field. */
export const parseReport = (json: unknown): Report => v.parse(Report, json);

/** The report of the published release, or null where it has none. */
export async function readReport(): Promise<Report | null> {
  const { report } = v.parse(
    v.object({ report: v.optional(v.object({ path: v.string() })) }),
    await labJson('manifest.json')
  );
  return report ? parseReport(await labJson(report.path)) : null;
}
