// The page of a SCORM package, in the browser: a guess, the demo in its frame, and the questions of its chapter. It hears from
// the frame what any page around it would hear: its height, and by SPLICE the codes of what was drawn or taught in it.
import { findApi, Lms, type Windowed } from './api.ts';
import { isRight, Lesson } from './lesson.ts';
import type { LessonData, Scored } from './lesson-data.ts';

/** Milliseconds between two looks at the state of the demo, which its frame keeps in its address. */
const LOOK = 1000;
/** Milliseconds of rest after which what changed in the demo is saved. */
const REST = 2000;

const data = JSON.parse(document.getElementById('lesson')!.textContent) as LessonData;
const api = findApi(window as unknown as Windowed);
const lesson = new Lesson(data, api && new Lms(api));

const part = (id: string) => document.getElementById(id)!;

/** An element with what is in it. */
function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** HTML of our own questions. */
const html = (text: string) => {
  const template = document.createElement('template');
  template.innerHTML = text;
  return template.content;
};

const say = () => {
  part('said').textContent = lesson.said;
  part('standing').textContent = lesson.standing;
};

/** A set of choices with a button, which takes one of them. */
function choices(id: string, asked: Node | string, offered: readonly (Node | string)[], press: string) {
  const radios = offered.map((_, at) => made('input', { type: 'radio', name: id, value: String(at) }));
  const labels = offered.map((choice, at) => made('label', {}, radios[at]!, made('span', {}, choice)));
  const button = made('button', { type: 'submit' }, press);
  const told = made('div', { role: 'status' });
  const set = made('fieldset', {}, made('legend', {}, asked), ...labels);
  const form = made('form', { id: `ask-${id}` }, set, button, told);
  return { form, set, button, told, radios };
}

/** Locks a question, and says what there is to say of the answer. */
function lock(
  set: HTMLFieldSetElement,
  button: HTMLButtonElement,
  told: HTMLElement,
  ...says: (Node | string)[]
) {
  set.disabled = true;
  button.remove();
  told.replaceChildren(...says);
}

function putGuess() {
  const { guess } = data;
  if (!guess) return part('guess').remove();
  const { form, set, button, told, radios } = choices(
    guess.id,
    guess.question,
    guess.choices,
    'That is my guess'
  );
  const close = () => lock(set, button, told, `Measured: ${guess.answer}.`);
  const before = lesson.given(guess.id);
  if (before !== undefined) {
    radios[Number(before)]?.setAttribute('checked', '');
    close();
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = radios.findIndex(({ checked }) => checked);
    if (chosen < 0) return void (told.textContent = 'Choose one first.');
    lesson.guess(chosen);
    close();
    say();
  });
  part('guess').append(form);
}

function putQuestion(question: Scored) {
  const asked = html(question.ask);
  const answered = (given: string) => [
    made('b', {}, isRight(question, given) ? 'Right. ' : 'Not right. '),
    ...(isRight(question, given)
      ? []
      : question.kind === 'choice'
        ? [html(question.choices[question.answer]!)]
        : [`The answer is ${question.value}.`]),
    html(question.why)
  ];
  if (question.kind === 'choice') {
    const { form, set, button, told, radios } = choices(
      question.id,
      asked,
      question.choices.map(html),
      'Answer'
    );
    const before = lesson.given(question.id);
    if (before !== undefined) {
      radios[Number(before)]?.setAttribute('checked', '');
      lock(set, button, told, ...answered(before));
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = radios.findIndex(({ checked }) => checked);
      if (chosen < 0) return void (told.textContent = 'Choose one first.');
      lesson.answer(question, String(chosen));
      lock(set, button, told, ...answered(String(chosen)));
      say();
    });
    return form;
  }
  const input = made('input', { type: 'text', inputmode: 'decimal', maxlength: '20', autocomplete: 'off' });
  const set = made('fieldset', {}, made('legend', {}, asked), made('label', {}, 'Your number ', input));
  const button = made('button', { type: 'submit' }, 'Answer');
  const told = made('div', { role: 'status' });
  const form = made('form', { id: `ask-${question.id}` }, set, button, told);
  const before = lesson.given(question.id);
  if (before !== undefined) {
    input.value = before;
    lock(set, button, told, ...answered(before));
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!/^\s*-?\d+([.,]\d+)?\s*$/.test(input.value))
      return void (told.textContent = 'Write a number in digits first.');
    lesson.answer(question, input.value);
    lock(set, button, told, ...answered(input.value));
    say();
  });
  return form;
}

function putFrame() {
  const frame = made('iframe', {
    title: data.demo.title,
    width: '100%',
    height: String(data.demo.height),
    allow: 'clipboard-write; fullscreen',
    src: data.frame + (lesson.fragment && `#${lesson.fragment}`)
  });
  let resting: ReturnType<typeof setTimeout> | undefined;
  const saveSoon = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      lesson.save();
      say();
    }, REST);
  };
  addEventListener('message', ({ source, origin, data: message }: MessageEvent<unknown>) => {
    if (source !== frame.contentWindow || typeof message !== 'object' || message === null) return;
    const { subject, height, message_id, state } = message as Record<string, unknown>;
    if (subject === 'lti.frameResize' && typeof height === 'number') frame.height = String(Math.ceil(height));
    // What a student answered goes to, and comes from, this package alone.
    if (origin !== location.origin) return;
    if (subject === 'SPLICE.getState')
      frame.contentWindow!.postMessage(
        { subject: 'SPLICE.getState.response', message_id, state: { verbatim: lesson.codes } },
        origin
      );
    if (subject === 'SPLICE.reportScoreAndState') {
      const codes = (state as { verbatim?: unknown } | null)?.verbatim;
      if (typeof codes !== 'object' || codes === null) return;
      lesson.report(
        Object.fromEntries(Object.entries(codes).filter(([, code]) => typeof code === 'string')) as Record<
          string,
          string
        >
      );
      saveSoon();
    }
  });
  let seen = frame.src.replace(/^[^#]*#?/, '');
  const look = () => {
    let hash: string;
    try {
      hash = frame.contentWindow!.location.hash.slice(1);
    } catch {
      return;
    }
    if (hash === seen || !/^v=\d+(&|$)/.test(hash)) return;
    seen = hash;
    lesson.stands(hash);
    saveSoon();
  };
  setInterval(look, LOOK);
  part('demo').append(frame);
  return look;
}

putGuess();
const look = putFrame();
if (data.questions.length > 0) part('quiz').append(...data.questions.map(putQuestion));
else part('quiz').remove();
say();

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'hidden') return;
  look();
  lesson.save();
});
addEventListener('pagehide', () => {
  look();
  lesson.end();
});
// Come back to as it was left, it would speak to a course that has ended the visit.
addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
  if (persisted) location.reload();
});
