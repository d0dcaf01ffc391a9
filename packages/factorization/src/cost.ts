/** The cost of an iteration, by the plan's count. */
import { flopsPerIteration, numelOf, type FactorizationConfig } from '@ranksweep/core';
import { canonicalConfig } from './canonical.ts';
import { remembered } from './remembered.ts';

/** Floating-point operations. The seed changes which entries are observed, but hardly the cost. */
export const iterationCost: (config: FactorizationConfig) => number = remembered(
  ({ model, task, batch }) => [model, { ...task, seed: 0, target: null }, batch],
  (config) => flopsPerIteration(canonicalConfig(config)),
);

/** With more entries than this, planning takes longer than a display may block. */
const MOST_ENTRIES = 50_000;

export const isCostQuick = ({ task }: FactorizationConfig): boolean =>
  task.kind === 'samples' ||
  (task.kind === 'completion' ? task.observed : numelOf(task.dims)) <= MOST_ENTRIES;
