/** The cost of an iteration, by the plan's count. */
import { flopsPerIteration, numelOf, type FactorizationConfig } from '@ranksweep/core';
import { remembered } from './remembered.ts';

/** Floating-point operations. The seed changes which entries are observed, but hardly the cost. */
export const iterationCost: (config: FactorizationConfig) => number = remembered(
  ({ model, task }) => [model, { ...task, seed: 0, target: null }],
  flopsPerIteration,
);

/** With more entries than this, planning takes longer than a display may block. */
const MOST_ENTRIES = 50_000;

export const isCostQuick = ({ task: { kind, dims, observed } }: FactorizationConfig): boolean =>
  (kind === 'completion' ? observed : numelOf(dims)) <= MOST_ENTRIES;
