/** What the programs of one machine share: its processes, its clock, its files, and its GPUs. */
export { amdGpus, visibleToHip, type AmdGpu } from './amdGpus.ts';
export { cacheFolder } from './cacheFolder.ts';
export { fileSystemReason } from './fileSystemReason.ts';
export { createFolder } from './folder.ts';
export { environmentOfCuda, nvidiaGpus, visibleToCuda, type NvidiaGpu } from './nvidiaGpus.ts';
export { currentProcess, hasEnded, monotonicMs, type ProcessIdentity } from './process.ts';
export { replaceFile } from './replaceFile.ts';
export { removeTemporary, temporaryBeside } from './temporaryFile.ts';
export { LONGEST_TIMER_MS } from './timers.ts';
export { usableCores } from './usableCores.ts';
