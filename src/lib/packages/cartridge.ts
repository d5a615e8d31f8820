// A Common Cartridge 1.1, the package that most course systems import: for each chapter its pages and demos as web links, its
// tasks as a page, questions to talk about as discussion topics, and a quiz; before them the handout; and the lesson plans,
// which systems that follow the profile show to teachers alone. Worked answers stay on the site: a student may see this.
//
// IMS Common Cartridge Profile 1.1 (2011). What of its schemas is used here is in cartridge.xsd, by which a test validates.
import { xmlOf as xml } from '#lib/site/xml.ts';
import { parted } from '#lib/teaching/address.ts';
import { htmlOf, plainOf } from '#lib/teaching/inline.ts';
import type { Plan } from '#lib/teaching/plans.ts';
import { quizOf, type TextFile } from '#lib/teaching/qti.ts';
import type { Course } from './course.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const CP = 'http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1';
const LOM = 'http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest';
const LINK = 'http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1';
const TOPIC = 'http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1';

/** A resource of the cartridge, with its one file. */
interface Resource {
  id: string;
  type: 'webcontent' | 'imswl_xmlv1p1' | 'imsdt_xmlv1p1' | 'imsqti_xmlv1p2/imscc_xmlv1p1/assessment';
  /** For teachers. */
  plan?: true;
  file: TextFile;
}

/** A line of the course's contents, and what is under it. */
interface Item {
  id: string;
  title: string;
  resource?: Resource;
  items?: Item[];
}

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${xml(title)}</title></head>
<body>
<h1>${xml(title)}</h1>
${body}
</body>
</html>
`;

const anchor = (href: string, says: string) =>
  `<a href="${xml(href)}" target="_blank" rel="noopener">${xml(says)}</a>`;

/** A title in one line, as manifests have it. */
const line = (text: string) => plainOf(text).replace(/\s+/g, ' ').trim();

/** A list of HTML, its items given as HTML. */
const list = (items: readonly string[], kind: 'ol' | 'ol type="a"' | 'ul') =>
  `<${kind}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</${kind.slice(0, 2)}>`;

/**
 * The files of the cartridge.
 *
 * @param site the address of the site that its links lead to, with a slash at the end
 */
export function cartridgeOf(course: Course, site: string): TextFile[] {
  const { name, bank, guides, plans, handout, demos, labels } = course;
  const credit = `<p>${anchor(`${site}teach/`, name)}, CC BY 4.0</p>`;

  const link = (id: string, title: string, path: string): Item => ({
    id: `i-${id}`,
    title: line(title),
    resource: {
      id,
      type: 'imswl_xmlv1p1',
      file: {
        path: `links/${id}.xml`,
        text: `${HEAD}<webLink xmlns="${LINK}">
<title>${xml(line(title))}</title>
<url href="${xml(`${site}${path}`)}" target="_blank"/>
</webLink>
`
      }
    }
  });

  const content = (id: string, title: string, body: string, plan?: true): Item => ({
    id: `i-${id}`,
    title: line(title),
    resource: {
      id,
      type: 'webcontent',
      ...(plan && { plan }),
      file: { path: `pages/${id}.html`, text: page(line(title), `${body}\n${credit}`) }
    }
  });

  const topic = (id: string, title: string, ask: string): Item => ({
    id: `i-${id}`,
    title: line(title),
    resource: {
      id,
      type: 'imsdt_xmlv1p1',
      file: {
        path: `topics/${id}.xml`,
        text: `${HEAD}<topic xmlns="${TOPIC}">
<title>${xml(line(title))}</title>
<text texttype="text/html">${xml(htmlOf(ask))}</text>
</topic>
`
      }
    }
  });

  /** Where a task is done, as a link. */
  const opens = (open: string) => anchor(`${site}${open}`, labels[parted(open).path] ?? open);

  const chapters = bank.map((section, at): Item => {
    const { slug, number, title } = section;
    const { predict, tasks, discuss } = guides[at]!;
    const sides = discuss.map(({ side, ask }, nth) => {
      const same = discuss.filter((other) => other.side === side);
      const which = same.length > 1 ? ` ${same.indexOf(discuss[nth]!) + 1}` : '';
      return topic(`${slug}-discuss-${nth + 1}`, `Chapter ${number}, to discuss: ${side}${which}`, ask);
    });
    const tasksPage = [
      `<h2>Predict first</h2>\n${htmlOf(predict.ask)}`,
      ...tasks.map(
        (task) =>
          `<h2>${xml(line(task.title))}</h2>\n<p>${task.minutes} minutes. Open ${opens(task.open)}.</p>\n${htmlOf(task.do)}`
      )
    ].join('\n');
    return {
      id: `c-${slug}`,
      title: `${number}. ${line(title)}`,
      items: [
        link(`${slug}-chapter`, `Read: ${title}`, `${slug}/`),
        ...demos
          .filter((demo) => demo.chapter === slug)
          .flatMap((demo) => [
            link(`demo-${demo.name}`, demo.title, `demos/${demo.name}/`),
            ...demo.states.map((state) =>
              link(
                `demo-${demo.name}-${state.slug}`,
                `${demo.title}: ${state.title}`,
                `demos/${demo.name}/${state.slug}/`
              )
            )
          ]),
        content(`${slug}-tasks`, `Chapter ${number}: tasks`, tasksPage),
        ...sides,
        {
          id: `i-${slug}-quiz`,
          title: `Chapter ${number}: quiz`,
          resource: {
            id: `${slug}-quiz`,
            type: 'imsqti_xmlv1p2/imscc_xmlv1p1/assessment',
            file: { path: `quizzes/${slug}.xml`, text: quizOf(section, name, 'cartridge') }
          }
        }
      ]
    };
  });

  const sheet = content(
    'handout',
    `Handout: ${handout.title}`,
    [
      htmlOf(handout.intro),
      `<h2>Predict first</h2>\n${htmlOf(handout.predict)}`,
      '<h2>Try it</h2>',
      ...handout.tasks.map(
        (task) => `<h3>${xml(line(task.title))}</h3>\n<p>Open ${opens(task.open)}.</p>\n${htmlOf(task.do)}`
      ),
      '<h2>What does it show?</h2>',
      list(
        handout.questions.map(
          (question) =>
            htmlOf(question.ask) +
            (question.kind === 'choice' ? list(question.choices.map(htmlOf), 'ol type="a"') : '')
        ),
        'ol'
      )
    ].join('\n')
  );

  const planPage = (plan: Plan) =>
    content(
      `plan-${plan.id}`,
      `Plan: ${plan.title}`,
      [
        `<p><b>For:</b></p>${htmlOf(plan.for)}<p><b>Before:</b></p>${htmlOf(plan.before)}`,
        list(
          plan.steps.map(
            (step) =>
              `<b>${xml(step.day ?? `${step.minutes} minutes`)}. ${xml(line(step.title))}</b>${htmlOf(step.does)}` +
              (step.open ? `<p>Open ${opens(step.open)}.</p>` : '')
          ),
          'ol'
        ),
        `<p>${anchor(`${site}teach/#${plan.id}`, 'The whole plan, with its rubric')}</p>`,
        `<p>${anchor(`${site}teach/chapters/`, 'Worked answers to the tasks')}</p>`
      ].join('\n'),
      true
    );

  const items: Item[] = [sheet, ...chapters];
  const under = (item: Item): Item[] => [item, ...(item.items ?? []).flatMap(under)];
  const resources = [...items.flatMap(under), ...plans.map(planPage)].flatMap(
    ({ resource }) => resource ?? []
  );

  const itemOf = ({ id, title, resource, items = [] }: Item): string =>
    `<item identifier="${id}"${resource ? ` identifierref="r-${resource.id}"` : ''}><title>${xml(title)}</title>${items.map(itemOf).join('')}</item>`;
  const resourceOf = ({ id, type, plan, file: { path } }: Resource) =>
    `<resource identifier="r-${id}" type="${type}"${type === 'webcontent' ? ` href="${path}"` : ''}${plan ? ' intendeduse="lessonplan"' : ''}><file href="${path}"/></resource>`;
  const string = (text: string) => `<lomimscc:string language="en">${xml(text)}</lomimscc:string>`;

  const manifest = `${HEAD}<manifest identifier="verbatim-cartridge" xmlns="${CP}" xmlns:lomimscc="${LOM}">
<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion><lomimscc:lom><lomimscc:general><lomimscc:title>${string(name)}</lomimscc:title><lomimscc:language>en</lomimscc:language><lomimscc:description>${string(`Made from ${site} as built on ${course.day}.`)}</lomimscc:description></lomimscc:general><lomimscc:rights><lomimscc:copyrightAndOtherRestrictions><lomimscc:value>yes</lomimscc:value></lomimscc:copyrightAndOtherRestrictions><lomimscc:description>${string('CC BY 4.0')}</lomimscc:description></lomimscc:rights></lomimscc:lom></metadata>
<organizations><organization identifier="contents" structure="rooted-hierarchy"><item identifier="root">
${items.map(itemOf).join('\n')}
</item></organization></organizations>
<resources>
${resources.map(resourceOf).join('\n')}
</resources>
</manifest>
`;
  return [{ path: 'imsmanifest.xml', text: manifest }, ...resources.map(({ file }) => file)];
}
