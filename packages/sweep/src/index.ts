export { checkSweep, type CheckedSweep } from './plan/checkSweep.ts';
export * from './definition/expand.ts';
export * from './definition/loadDefinition.ts';
export { formatOverride, parseOverride, type Override } from './definition/overrides.ts';
export { isRule } from './definition/rules.ts';
export { requireSampler, type SearchChanges } from './definition/searches.ts';
export { resolveFiles } from './definition/resolveFiles.ts';
export * from './definition/seeds.ts';
export {
  checkedSpec,
  expandStored,
  extendStored,
  searchFurther,
  unitOf,
  type Limit,
} from './definition/storedSweep.ts';
export { exampleSearch } from './definition/written/exampleSearch.ts';
export { exampleSweep, type OwnTarget } from './definition/written/exampleSweep.ts';
export { storedDefinition, sweepFileOf, sweepFileText } from './definition/written/sweepFileText.ts';
export { plainYaml } from './definition/written/yamlText.ts';
export { chooseLanes, deviceLabel, type LanesAsked } from './launch/devices/chooseLanes.ts';
export { lanesForRuns } from './launch/devices/runNeeds.ts';
export { couldHaveGpu } from './launch/devices/couldHaveGpu.ts';
export { engineDevices, type EngineDevices } from './launch/devices/engineDevices.ts';
export { createLauncher, registerLauncher, requireLauncher } from './launch/launchers.ts';
export type * from './launch/launcher.ts';
export { planUnits } from './slurm/claims/units.ts';
export { followSweep, type Followed, type FollowOptions } from './slurm/follow/followSweep.ts';
export { isSlurmFolder, slurmFolders } from './slurm/follow/slurmFolders.ts';
export type { TaskCounts } from './slurm/follow/tasks.ts';
export * from './slurm/onSlurm.ts';
export * from './slurm/sweepFile.ts';
export { accountedJobs } from './slurm/commands/accounting.ts';
export { partitions, slurmSettings, type Partition } from './slurm/commands/cluster.ts';
export { cancelJobs, requeueJob, signalJob, submitScript } from './slurm/commands/control.ts';
export {
  SLURM_PROGRAMS,
  SlurmError,
  slurmCommand,
  type SlurmProgram,
} from './slurm/commands/slurmCommand.ts';
export { batchScript } from './slurm/submit/batchScript.ts';
export { readJobFile, submittedJobs, type SubmittedJob } from './slurm/submit/jobFile.ts';
export { readProfile, type Profile, type ProfileInput } from './slurm/submit/profile.ts';
export { submitSweep, type Submission } from './slurm/submit/submitSweep.ts';
export { parseTaskArray, usualArray } from './slurm/submit/taskArray.ts';
export { askSlurm } from './slurm/task/askSlurm.ts';
export { taskEnvironment } from './slurm/task/environment.ts';
export { slurmTask } from './slurm/task/slurmTask.ts';
export { startAgain } from './slurm/task/startAgain.ts';
export { loadExtensions, type Extension } from './extensions.ts';
export { requireSource, registerSource } from './schedule/sources.ts';
export { GridSource } from './schedule/grid.ts';
export type { Job, NewRun } from './plan/job.ts';
export type * from './schedule/source.ts';
export { SweepEngines } from './plan/sweepEngines.ts';
export { discardDamaged, type Discarded } from './plan/discardDamaged.ts';
export { enginesOfSweep } from './plan/engineOf.ts';
export { findHoles, type Hole } from './plan/holes.ts';
export type { PlannedRun, RunOutcome, SweepObserver, SweepPlan } from './observer.ts';
export { CHECKPOINT_EVERY_MS } from './defaults.ts';
export { withProgress, type PhaseObserver } from './phase.ts';
export { provenance } from './record/provenance.ts';
export { runSweep, type SweepOptions, type SweepResult } from './runSweep.ts';
export { verifyRuns, type RunDifference, type Verified, type VerifyOptions } from './verify/verifyRuns.ts';
