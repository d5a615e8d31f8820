import { readSupplyChain } from '../supply-chain.ts';

/** What the text of the chapter is given: the stages, and how many of them each right is in play at. */
export async function evidence() {
  const chain = await readSupplyChain();
  const at = (right: string) => chain.stages.filter(({ rights }) => right in rights).length;
  return {
    chain,
    numbers: {
      stages: chain.stages.length,
      free: chain.stages.filter(({ rights }) => Object.keys(rights).length === 0).length,
      reproduce: at('reproduce'),
      disputed: chain.stages.filter(({ rights }) => Object.values(rights).includes('disputed')).length
    }
  };
}
