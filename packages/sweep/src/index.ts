export { decodeCheckpoint, type RunCheckpoint } from './checkpoint.ts';
export * from './definition/expand.ts';
export * from './definition/loadDefinition.ts';
export { formatOverride, parseOverride, type Override } from './definition/overrides.ts';
export { readTarget, resolveTargets } from './definition/resolveTargets.ts';
export * from './definition/seeds.ts';
export { expandStored, extendStored } from './definition/storedSweep.ts';
export { engineOfSweep } from './engineOf.ts';
export { findHoles, type Hole } from './holes.ts';
export { readNpy, type NpyArray } from './npy.ts';
export { npyParts, writeNpy, type NpyValues } from './npyWriter.ts';
export type { PlannedRun, RunOutcome, SweepObserver, SweepPlan } from './observer.ts';
export {
  CHECKPOINT_EVERY_MS,
  checkSweep,
  HANG_AFTER_MS,
  runSweep,
  type SweepOptions,
  type SweepResult,
} from './runSweep.ts';
export { verifyRuns, type RunDifference, type Verified, type VerifyOptions } from './verifyRuns.ts';
