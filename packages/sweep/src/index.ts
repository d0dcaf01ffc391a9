export * from './definition/expand.ts';
export * from './definition/loadDefinition.ts';
export { formatOverride, parseOverride, type Override } from './definition/overrides.ts';
export { resolveTargets } from './definition/resolveTargets.ts';
export * from './definition/seeds.ts';
export { readNpy, type NpyArray } from './npy.ts';
export type { PlannedRun, RunOutcome, SweepObserver, SweepPlan } from './observer.ts';
export { checkSweep, runSweep, type SweepOptions, type SweepResult } from './runSweep.ts';
