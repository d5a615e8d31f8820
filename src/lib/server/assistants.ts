// What is published of the assistant: the model that was taught to decline, what it was made of, and what gets around it.
import {
  parseAssistantResults,
  parseConversations,
  type AssistantResults,
  type Conversations,
  type Rate
} from '#lib/release/finetuned.ts';
import type { FinetunedModel, Manifest } from '#lib/release/manifest.ts';
import { labJson, once, readManifest } from './lab.ts';
import { needed } from './need.ts';
import { readReport, type Answer, type Report } from './report.ts';

const need = needed((what) => `The published release lacks ${what}, of which the text speaks.`);

/** The assistant that the page runs, what it was made of, and the model that was made from it. */
export interface Assistants {
  manifest: Manifest;
  conversations: Conversations;
  assistant: AssistantResults;
  tuned: AssistantResults;
  /** What the report says of them. */
  report: NonNullable<Report['finetuned']>;
  /** What was forecast together with the controls, before that. */
  controls: NonNullable<Report['controls']>['forecasts'];
  /** The label of the assistant's size, and its training. */
  label: string;
  training: FinetunedModel['training'];
  /** A share in the report, by the name of the quantity. */
  rate: (name: string) => Rate;
}

/** Throws where the published release has no assistant that the page can run. */
export const readAssistants: () => Promise<Assistants> = once(async () => {
  const [manifest, whole] = await Promise.all([readManifest(), readReport()]);
  const finetuned = need(manifest.finetuned, 'models that are made from others');
  const report = need(whole?.finetuned ?? undefined, 'a report on them');
  const made = manifest.finetuned_models;
  const served = need(
    made.find(({ kind, path }) => kind === 'assistant' && path),
    'an assistant that the page can run'
  );
  const after = need(
    made.find(({ kind, training }) => kind === 'tuned' && training.base === served.id),
    'a model made from the assistant'
  );
  const results = async (id: string) =>
    parseAssistantResults(
      await labJson(
        need(
          finetuned.results.find(({ model }) => model === id),
          `results of ${id}`
        ).path
      )
    );
  const [conversations, assistant, tuned] = await Promise.all([
    labJson(need(finetuned.conversations ?? undefined, 'the conversations').path).then(parseConversations),
    results(served.id),
    results(after.id)
  ]);
  const { answers } = report;
  const answer = (name: string) => need(answers[name], `the answer ${name}`);
  return {
    manifest,
    conversations,
    assistant,
    tuned,
    report,
    controls: whole?.controls?.forecasts ?? [],
    label: served.label,
    training: served.training,
    rate: (name) => rateOf(answer(name), name)
  };
});

/** An answer as a share with its counts. */
function rateOf({ count, n, low, high }: Answer, name: string): Rate {
  return {
    count: need(count, `the count of ${name}`),
    n: need(n, `the number of ${name}`),
    low: need(low ?? undefined, `the interval of ${name}`),
    high: need(high ?? undefined, `the interval of ${name}`)
  };
}
