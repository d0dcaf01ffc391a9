/** The built-in definitions by name. Loading and checking one takes a while, so that only those are loaded that are asked for. */
import type { SweepDefinition } from '@ranksweep/kinds';

export interface BuiltIn {
  readonly name: string;
  load(): Promise<SweepDefinition>;
}

/** In the order of `builtInDefinitions`. */
export const builtIns: readonly BuiltIn[] = [
  { name: 'dynamics', load: async () => (await import('./dynamics.ts')).dynamics },
  { name: 'nodes', load: async () => (await import('./nodes.ts')).nodes },
  { name: 'sensing', load: async () => (await import('./sensing.ts')).sensing },
  { name: 'tensor-rank', load: async () => (await import('./tensorRank.ts')).tensorRank },
  {
    name: 'tensor-rank-variants',
    load: async () => (await import('./tensorRankVariants.ts')).tensorRankVariants,
  },
  { name: 'depth', load: async () => (await import('./depth.ts')).depth },
  { name: 'order', load: async () => (await import('./order.ts')).order },
  { name: 'trees', load: async () => (await import('./trees.ts')).trees },
  { name: 'locality', load: async () => (await import('./locality.ts')).locality },
  { name: 'growth-exponents', load: async () => (await import('./growthExponents.ts')).growthExponents },
  { name: 'rank-one', load: async () => (await import('./rankOne.ts')).rankOne },
  { name: 'phase-diagram', load: async () => (await import('./phaseDiagram.ts')).phaseDiagram },
  { name: 'recovery', load: async () => (await import('./recovery.ts')).recovery },
  { name: 'natural-rank', load: async () => (await import('./natural/rank.ts')).naturalRank },
  { name: 'natural-rank-trees', load: async () => (await import('./natural/trees.ts')).naturalRankTrees },
  { name: 'natural-rank-levels', load: async () => (await import('./natural/levels.ts')).naturalRankLevels },
  { name: 'natural-rank-images', load: async () => (await import('./natural/count.ts')).naturalRankImages },
  { name: 'is-same-class', load: async () => (await import('./convolutional/isSameClass.ts')).isSameClass },
  { name: 'pathfinder', load: async () => (await import('./convolutional/pathfinder.ts')).pathfinder },
];
