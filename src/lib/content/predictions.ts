// The predictions that a page asks for, from its HTML as readers get it. Not for the browser.
import type { AST } from 'svelte/compiler';
import { attribute, mainOf } from './sections.ts';

/** A question that a reader answers before the answer is shown (`src/lib/prose/Predict.svelte`). */
export interface Asked {
  name: string;
  question: string;
  choices: string[];
  answer: string;
}

type Node = AST.Fragment['nodes'][number];

/** Every element at or under a node that is as wanted, in the order of the page. */
const all = (node: Node, wanted: (element: AST.RegularElement) => boolean): AST.RegularElement[] =>
  node.type !== 'RegularElement'
    ? []
    : [...(wanted(node) ? [node] : []), ...node.fragment.nodes.flatMap((child) => all(child, wanted))];

const rawText = (node: Node): string =>
  node.type === 'Text'
    ? node.data
    : node.type === 'RegularElement'
      ? node.fragment.nodes.map(rawText).join('')
      : '';
/** A space that keeps a number and its sign together stays what it is. */
const textOf = (node: Node | undefined) =>
  (node ? rawText(node) : '').replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');

/** The predictions of a page. Throws for one whose answer is none of its choices. */
export function predictionsOf(html: string): Asked[] {
  const boxes = mainOf(html).nodes.flatMap((node) =>
    all(node, (element) => attribute(element, 'data-prediction') !== undefined)
  );
  return boxes.map((box) => {
    const named = (name: string) => all(box, (element) => element.name === name);
    const name = attribute(box, 'data-prediction')!;
    const choices = named('label').map(textOf);
    const answer = /^The answer is (.*)\.$/.exec(textOf(named('b')[0]))?.[1];
    if (answer === undefined || !choices.includes(answer))
      throw new Error(`The prediction ${name} has no answer among its choices.`);
    return { name, question: textOf(named('legend')[0]), choices, answer };
  });
}
