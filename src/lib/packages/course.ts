// What packages for course systems are made of: one file of the built site, `teach/course.json`.
import type { Guide } from '#lib/teaching/guides.ts';
import type { Handout, Plan } from '#lib/teaching/plans.ts';
import type { Section } from '#lib/teaching/questions.ts';

/** A demo, as courses list it. */
export interface CourseDemo {
  name: string;
  title: string;
  /** The slug of its chapter. */
  chapter: string;
  says: string;
  /** States with an address of their own. */
  states: { slug: string; title: string; says: string }[];
  /** How high its frame is at 700 pixels, in pixels. */
  height: number;
}

export interface Course {
  /** What the whole is called. */
  name: string;
  /** Where the site stands, where its build was told: with a slash at the end; else empty. */
  site: string;
  /** The day of the build, such as "2026-11-29". */
  day: string;
  release: string;
  bank: Section[];
  guides: Guide[];
  plans: Plan[];
  handout: Handout;
  demos: CourseDemo[];
  /** What links call the pages that tasks open, by path. */
  labels: Record<string, string>;
}

/** Where it stands in a build. */
export const COURSE = 'teach/course.json';
