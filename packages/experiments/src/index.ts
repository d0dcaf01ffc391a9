/** The papers' experiments and ours, as named sweep definitions. */
import type { SweepDefinition } from '@ranksweep/kinds';
import { isSameClass } from './convolutional/isSameClass.ts';
import { pathfinder } from './convolutional/pathfinder.ts';
import { depth } from './depth.ts';
import { dynamics } from './dynamics.ts';
import { growthExponents } from './growthExponents.ts';
import { locality } from './locality.ts';
import { naturalRankImages } from './natural/count.ts';
import { naturalRankLevels } from './natural/levels.ts';
import { naturalRank } from './natural/rank.ts';
import { naturalRankTrees } from './natural/trees.ts';
import { nodes } from './nodes.ts';
import { order } from './order.ts';
import { phaseDiagram } from './phaseDiagram.ts';
import { rankOne } from './rankOne.ts';
import { recovery } from './recovery.ts';
import { sensing } from './sensing.ts';
import { tensorRank } from './tensorRank.ts';
import { tensorRankVariants } from './tensorRankVariants.ts';
import { trees } from './trees.ts';

export * from './expectations.ts';
export * from './published.ts';
export * from './publishedAccuracies.ts';
export * from './publishedFits.ts';
export {
  depth,
  dynamics,
  growthExponents,
  isSameClass,
  locality,
  naturalRank,
  naturalRankImages,
  naturalRankLevels,
  naturalRankTrees,
  nodes,
  order,
  pathfinder,
  phaseDiagram,
  rankOne,
  recovery,
  sensing,
  tensorRank,
  tensorRankVariants,
  trees,
};

/** All definitions. The first is the default of `ranksweep run`. */
export const builtInDefinitions: readonly SweepDefinition[] = [
  dynamics,
  nodes,
  sensing,
  tensorRank,
  tensorRankVariants,
  depth,
  order,
  trees,
  locality,
  growthExponents,
  rankOne,
  phaseDiagram,
  recovery,
  naturalRank,
  naturalRankTrees,
  naturalRankLevels,
  naturalRankImages,
  isSameClass,
  pathfinder,
];
