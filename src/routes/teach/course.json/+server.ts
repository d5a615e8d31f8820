import { readCourse } from '#lib/server/course.ts';
import { serveJson } from '#lib/server/made.ts';

export const prerender = true;

/** What packages for course systems are made of. */
export const GET = async () => serveJson(await readCourse());
