/** What an iteration costs, by the plan's count. */
import { flopsPerIteration, numelOf, type FactorizationConfig } from '@ranksweep/core';
import { remembered } from './remembered.ts';

/** Floating-point operations. The seed changes which entries are observed, and the cost by little. */
export const iterationCost: (config: FactorizationConfig) => number = remembered(
  ({ model, task }) => [model, { ...task, seed: 0, target: null }],
  flopsPerIteration,
);

/** To plan for more entries takes longer than a display may stand still. */
const MOST_ENTRIES = 50_000;

export const isCostQuick = ({ task: { kind, dims, observed } }: FactorizationConfig): boolean =>
  (kind === 'completion' ? observed : numelOf(dims)) <= MOST_ENTRIES;
