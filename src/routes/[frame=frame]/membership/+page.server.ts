import { readMembership } from '#lib/server/membership.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ membership: await readMembership() });
