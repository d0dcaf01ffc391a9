/** What looks at sweeps on Slurm, or cancels them. It is an entry of its own since all of the package takes far longer to load. */
export { knownJobs } from './commands/jobs.ts';
export { hasEnded as jobHasEnded, type SlurmJob } from './commands/slurmJob.ts';
export * from './folder.ts';
export { FolderReader, type FolderContents, type NumbersOfRuns } from './follow/folderReader.ts';
export { exitText, stateText, tasksText } from './follow/jobWords.ts';
export { Pace } from './follow/pace.ts';
export { slurmFolderOf } from './follow/slurmFolders.ts';
export {
  joined as joinedWithJobs,
  sweepOnSlurm,
  type SlurmSays,
  type SweepOnSlurm,
  type TaskOnSlurm,
} from './follow/sweepOnSlurm.ts';
export { cancelOnSlurm } from './submit/cancelOnSlurm.ts';
