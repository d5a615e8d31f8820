import { readArguments, readLaw } from '#lib/server/law.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ ...(await readLaw()), factors: await readArguments() });
