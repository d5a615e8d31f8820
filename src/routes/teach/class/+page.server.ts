import { readClassroom } from '#lib/server/classroom.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ fetch }) => ({ classroom: await readClassroom(fetch) });
