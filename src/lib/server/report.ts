import * as v from 'valibot';
import { labJson } from './lab.ts';

const number = v.nullable(v.number());

/** One number with its 95 % interval; `null` where it is beyond the most copies there are. */
const Answer = v.object({
  value: number,
  low: v.optional(number),
  high: v.optional(number),
  /** Of a proportion: its count and its total. */
  count: v.optional(v.number()),
  n: v.optional(v.number()),
  /** The number of copies that it is about. */
  copies: v.optional(v.number()),
  /** Of a curve: the rungs on which some succeed and some do not. With fewer than two the interval alone is known. */
  mixed: v.optional(v.number()),
  /** Of a half-way point: the rungs between which it lies; `null` past the most copies. */
  between: v.optional(v.tuple([number, number])),
  /** Of readings: whether they did not suffice, so that the value is past the last. */
  over: v.optional(v.boolean()),
  /** Of a step between two sizes: how many times as large the second is. */
  times: v.optional(v.number())
});

/** Expected, and the range in which the prediction holds; `null` means more copies than there are. */
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
const Models = v.object({ models: v.number(), recited: v.number(), mean_logprob: v.number() });

const Fit = v.object({ deviance: v.number(), df: v.number() });

const Bounded = v.object({ value: v.number(), low: v.number(), high: v.number() });

/** A third of the passages of one number of copies, by when they were read on average. */
const Third = v.object({
  count: v.number(),
  n: v.number(),
  low: v.number(),
  high: v.number(),
  /** Bits that the continuation takes, on average. */
  bits: v.number()
});

/** Of whole works: an expectation with its range of 80 %, and that of a naive forecast, each with its score. */
const Forecast = v.object({
  ...Predicted,
  found: v.nullable(Answer),
  inside: v.nullable(v.boolean())
});

/** Of forecasts with a result: their mean score and that of the naive ones, and how many ranges held. */
const Score = v.object({
  score: v.number(),
  naive: v.number(),
  skill: v.number(),
  inside: v.number(),
  claimed: v.number(),
  n: v.number()
});

/** What the passages of one number of copies cost a model, in bits a token: without a template, and as the reply. */
const Gauge = v.object({
  model: v.string(),
  copies: v.number(),
  bare: v.object({ ...Bounded.entries, n: v.number() }),
  reply: v.object({ ...Bounded.entries, n: v.number() }),
  /** How often one of them costs less than one that was never read. */
  auc: v.optional(Bounded)
});

const Report = v.object({
  missing: v.object({ models: v.array(v.string()), answers: v.array(v.string()) }),
  answers: v.record(v.string(), Answer),
  predictions: v.array(
    v.object({
      ...Predicted,
      found: v.nullable(Answer),
      holds: v.nullable(v.boolean()),
      /** Why a question that could be asked is not answered. */
      withheld: v.optional(v.nullable(v.string()))
    })
  ),
  /** How badly one curve for all sizes fits, and one with a place for each size. */
  size_fit: v.nullable(v.object({ one_curve: Fit, each_size: Fit })),
  exposure: v.array(
    v.object({
      model: v.string(),
      copies: v.number(),
      n: v.number(),
      mean: number,
      low: number,
      high: number,
      /** How many of the ranks are exact; the others are estimates. */
      exact_ranks: v.number()
    })
  ),
  timing: v.array(
    v.object({ model: v.string(), copies: v.number(), earliest: Third, middle: Third, latest: Third })
  ),
  /** What a model shows of having read a passage. Without `copies`: of all that it read. */
  traces: v.array(
    v.object({
      model: v.string(),
      copies: number,
      n: v.number(),
      exact: v.number(),
      near: v.number(),
      auc: v.optional(Bounded),
      calibrated: v.optional(v.nullable(Bounded)),
      /** Bits a token of the continuation. */
      bits: Bounded
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
  ),
  /** Null where no model that read whole works is published. */
  works: v.nullable(
    v.object({
      forecasts: v.array(Forecast),
      /** Over those with a result; null where there is none. */
      score: v.nullable(Score)
    })
  ),
  /** Of the models that are made from others; null, or missing, where none is published. */
  finetuned: v.nullish(
    v.object({
      models: v.array(v.string()),
      answers: v.record(v.string(), Answer),
      gauge: v.array(Gauge),
      forecasts: v.array(Forecast),
      score: v.nullable(Score)
    })
  ),
  /** Of the controls, and what was forecast with them. */
  controls: v.nullish(v.object({ forecasts: v.array(Forecast), score: v.nullable(Score) }))
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
