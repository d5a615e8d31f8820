// A SCORM 1.2 package: a page for each demo (a "SCO"), and the manifest that lists them with every file.
import { xmlOf as xml } from '#lib/site/xml.ts';
import { htmlOf, plainOf } from '#lib/teaching/inline.ts';
import type { Asked } from '#lib/content/predictions.ts';
import type { Course } from './course.ts';
import type { LessonData } from './sco/lesson-data.ts';

/** Longest title that the schema lets stand. */
const TITLE = 200;

/**
 * What the page of a demo is made of. Throws for a demo that the course does not have.
 *
 * @param predictions by the slug of their chapter
 */
export function lessonOf(
  course: Course,
  name: string,
  predictions: Readonly<Record<string, readonly Asked[]>>,
  fragment = ''
): LessonData {
  const demo = course.demos.find((one) => one.name === name);
  if (!demo) throw new Error(`There is no demo called ${name}.`);
  const section = course.bank.find(({ slug }) => slug === demo.chapter)!;
  const [asked] = predictions[demo.chapter] ?? [];
  return {
    demo: { name, title: demo.title, says: demo.says, height: demo.height },
    frame: `embed/${name}/index.html?view=full`,
    fragment,
    chapter: `${section.number}. ${plainOf(section.title)}`,
    guess: asked
      ? { id: `guess-${asked.name}`, question: asked.question, choices: asked.choices, answer: asked.answer }
      : null,
    questions: section.questions.flatMap((question) => {
      const { id } = question;
      if (question.kind === 'open') return [];
      const common = { id, ask: htmlOf(question.ask), why: htmlOf(question.why) };
      return question.kind === 'choice'
        ? {
            ...common,
            kind: 'choice' as const,
            choices: question.choices.map(htmlOf),
            answer: question.answer
          }
        : { ...common, kind: 'number' as const, value: question.value, within: question.within };
    })
  };
}

/** The path of a demo's page. */
export const pageOf = (name: string): string => `${name}.html`;

/** A demo's page. Its script and style are files beside it. @param site where the full page stands; empty where not known */
export function scoPage(lesson: LessonData, whole: string, site: string): string {
  const { demo, chapter } = lesson;
  // Within a script nothing ends it.
  const held = JSON.stringify(lesson).replaceAll('<', '\\u003c');
  const credit = site
    ? `<a href="${xml(`${site}demos/${demo.name}/`)}" target="_blank" rel="noopener">${xml(whole)}</a>`
    : xml(whole);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'">
<title>${xml(demo.title)}</title>
<link rel="stylesheet" href="package.css">
</head>
<body>
<h1>${xml(demo.title)}</h1>
<p>${xml(demo.says)}</p>
<p class="soft" id="said" role="status"><noscript>This page needs JavaScript: without it nothing works here, and nothing is reported to your course.</noscript></p>
<section id="guess"><h2>Guess first</h2></section>
<section id="demo"><h2>Try it</h2></section>
<section id="quiz"><h2>Questions</h2><p>Your first answer counts.</p></section>
<p id="standing" role="status"></p>
<footer>${credit}, CC BY 4.0. Chapter ${xml(chapter)}</footer>
<script type="application/json" id="lesson">${held}</script>
<script src="sco.js"></script>
</body>
</html>
`;
}

/**
 * The manifest.
 *
 * @param files the paths of every file but the manifest and the pages
 */
export function scormManifest(
  { name: whole }: Pick<Course, 'name'>,
  lessons: readonly LessonData[],
  files: readonly string[]
): string {
  const title = (text: string) => `<title>${xml(text.slice(0, TITLE))}</title>`;
  const one = lessons.length === 1 ? lessons[0]!.demo.title : undefined;
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="verbatim-${xml(one === undefined ? 'all' : lessons[0]!.demo.name)}" version="1.2" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="contents"><organization identifier="contents">
${title(one === undefined ? whole : `${whole}: ${one}`)}
${lessons.map(({ demo }) => `<item identifier="i-${demo.name}" identifierref="r-${demo.name}">${title(demo.title)}</item>`).join('\n')}
</organization></organizations>
<resources>
${lessons
  .map(
    ({ demo }) =>
      `<resource identifier="r-${demo.name}" type="webcontent" adlcp:scormtype="sco" href="${pageOf(demo.name)}"><file href="${pageOf(demo.name)}"/><dependency identifierref="shared"/></resource>`
  )
  .join('\n')}
<resource identifier="shared" type="webcontent" adlcp:scormtype="asset">
${files.map((path) => `<file href="${xml(encodeURI(path))}"/>`).join('\n')}
</resource>
</resources>
</manifest>
`;
}
