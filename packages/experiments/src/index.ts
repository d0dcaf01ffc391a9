/** The papers' experiments and ours, as named sweep definitions. */
import type { SweepDefinition } from '@ranksweep/core';
import { dynamics } from './dynamics.ts';
import { tensorRank } from './tensorRank.ts';

export { dynamics, tensorRank };
export * from './published.ts';

/** All of them; the first is what `ranksweep run` runs. */
export const builtInDefinitions: readonly SweepDefinition[] = [dynamics, tensorRank];
