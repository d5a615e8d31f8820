// The questions in QTI 1.2: a quiz for each chapter, as Canvas imports it, with a manifest, or as Common Cartridge 1.1 has it.
import { xmlOf as xml } from '#lib/site/xml.ts';
import { htmlOf } from './inline.ts';
import type { Question, Section } from './questions.ts';

/** What two readers of QTI 1.2 call things by; Common Cartridge knows no ranges, and no number but as a text. */
export type Dialect = 'canvas' | 'cartridge';

export interface TextFile {
  path: string;
  text: string;
}

const field = (label: string, entry: string) =>
  `<qtimetadatafield><fieldlabel>${label}</fieldlabel><fieldentry>${xml(entry)}</fieldentry></qtimetadatafield>`;

const material = (text: string) =>
  `<material><mattext texttype="text/html">${xml(htmlOf(text))}</mattext></material>`;

const right = (condition: string) =>
  `<respcondition continue="No"><conditionvar>${condition}</conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition>`;

/** A sum of decimals as one writes it: 0.7 + 0.1 is 0.7999999999999999 to a computer, and 0.8 would be wrong. */
const sum = (a: number, b: number) => Number((a + b).toPrecision(12));

/** What Common Cartridge calls the kinds of questions that it has. */
const PROFILES = {
  choice: 'cc.multiple_choice.v0p1',
  number: 'cc.fib.v0p1',
  open: 'cc.essay.v0p1'
} as const satisfies Record<Question['kind'], string>;

/** What Canvas calls the kind of a question, how it is answered, and what makes an answer right. */
function kindOf(
  question: Question,
  dialect: Dialect
): { type: string; response: string; condition: string | null } {
  switch (question.kind) {
    case 'choice': {
      const labels = question.choices.map(
        (choice, at) => `<response_label ident="${question.id}-${at}">${material(choice)}</response_label>`
      );
      return {
        type: 'multiple_choice_question',
        response: `<response_lid ident="response1" rcardinality="Single"><render_choice>${labels.join('')}</render_choice></response_lid>`,
        condition: `<varequal respident="response1">${question.id}-${question.answer}</varequal>`
      };
    }
    case 'number': {
      const [value, within] = [Number(question.value), Number(question.within)];
      return {
        type: 'numerical_question',
        response:
          '<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal"><response_label ident="answer1"/></render_fib></response_str>',
        condition:
          dialect === 'cartridge'
            ? `<varequal respident="response1">${question.value}</varequal>`
            : `<or><varequal respident="response1">${question.value}</varequal><and><vargte respident="response1">${sum(value, -within)}</vargte><varlte respident="response1">${sum(value, within)}</varlte></and></or>`
      };
    }
    case 'open':
      return {
        type: 'essay_question',
        response:
          '<response_str ident="response1" rcardinality="Single"><render_fib><response_label ident="answer1" rshuffle="No"/></render_fib></response_str>',
        condition: null
      };
  }
}

function itemOf(question: Question, dialect: Dialect): string {
  const { type, response, condition } = kindOf(question, dialect);
  const told =
    dialect === 'canvas'
      ? field('question_type', type) + field('points_possible', '1.0')
      : field('cc_profile', PROFILES[question.kind]) +
        (question.kind === 'open' ? field('qmd_computerscored', 'No') : '');
  const explained =
    '<respcondition continue="Yes"><conditionvar><other/></conditionvar><displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>';
  return [
    `<item ident="${question.id}" title="${question.id}">`,
    `<itemmetadata><qtimetadata>${told}</qtimetadata></itemmetadata>`,
    `<presentation>${material(question.ask)}${response}</presentation>`,
    `<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>${explained}${condition === null ? '' : right(condition)}</resprocessing>`,
    `<itemfeedback ident="general_fb"><flow_mat>${material(question.kind === 'open' ? question.model : question.why)}</flow_mat></itemfeedback>`,
    '</item>'
  ].join('\n');
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

const titleOf = ({ number, title }: Section, whole: string) => `${whole}, chapter ${number}: ${title}`;

/** What is said of a quiz as a whole. */
const ABOUT: Record<Dialect, string> = {
  canvas: field('cc_maxattempts', '1'),
  cartridge: [
    field('cc_profile', 'cc.exam.v0p1'),
    field('qmd_assessmenttype', 'Examination'),
    field('qmd_scoretype', 'Percentage'),
    field('qmd_feedbackpermitted', 'Yes')
  ].join('')
};

/** A quiz of one chapter. */
export const quizOf = (section: Section, whole: string, dialect: Dialect = 'canvas'): string =>
  `${HEAD}<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/ims_qtiasiv1p2 http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">
<assessment ident="verbatim-${section.slug}" title="${xml(titleOf(section, whole))}">
<qtimetadata>${ABOUT[dialect]}</qtimetadata>
<section ident="root_section">
${section.questions.map((question) => itemOf(question, dialect)).join('\n')}
</section>
</assessment>
</questestinterop>
`;

/**
 * The files of the package that Canvas imports ("QTI .zip file").
 *
 * @param about who made them, and under which licence they stand
 */
export function packageOf(sections: readonly Section[], whole: string, about: string): TextFile[] {
  const files = sections.map((section) => ({
    path: `${section.slug}/${section.slug}.xml`,
    text: quizOf(section, whole)
  }));
  const resources = sections.map(
    ({ slug }, at) =>
      `<resource identifier="verbatim-${slug}" type="imsqti_xmlv1p2" href="${files[at]!.path}"><file href="${files[at]!.path}"/></resource>`
  );
  const manifest = `${HEAD}<manifest identifier="verbatim-questions" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest">
<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion><lomimscc:lom><lomimscc:general><lomimscc:title><lomimscc:string>${xml(whole)}: questions</lomimscc:string></lomimscc:title></lomimscc:general><lomimscc:rights><lomimscc:copyrightAndOtherRestrictions><lomimscc:value>yes</lomimscc:value></lomimscc:copyrightAndOtherRestrictions><lomimscc:description><lomimscc:string>${xml(about)}</lomimscc:string></lomimscc:description></lomimscc:rights></lomimscc:lom></metadata>
<organizations/>
<resources>
${resources.join('\n')}
</resources>
</manifest>
`;
  return [{ path: 'imsmanifest.xml', text: manifest }, ...files];
}
