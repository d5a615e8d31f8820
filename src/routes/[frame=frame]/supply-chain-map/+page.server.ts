import { readSupplyChain } from '#lib/server/supply-chain.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ chain: await readSupplyChain() });
