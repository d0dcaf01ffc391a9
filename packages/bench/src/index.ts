export { measureSearch, type SearchBench } from './search/measureSearch.ts';
export { comparePeers, type PeerContest, type PeerResult } from './comparePeers.ts';
export {
  cohortSides,
  measureCohorts,
  OWN_SIDE,
  type CohortProgress,
  type CohortResult,
  type CohortRow,
} from './cohorts/measureCohorts.ts';
export type { CohortReport } from './cohorts/report.ts';
export { measurePeak, peakGigaflops, type DevicePeak } from './cohorts/measurePeak.ts';
export {
  measureConvnet,
  measureMemory,
  timedBackends,
  type ConvnetResult,
  type MemoryResult,
} from './convnets/measureConvnets.ts';
export { convnetWorkloads, type ConvnetWorkload } from './convnets/workloads.ts';
export type { GrowthRow } from './growth/measureGrowth.ts';
export { measureGrowth } from './growth/measureGrowth.ts';
export { measureMerging, type MergingRow } from './merging/measureMerging.ts';
export { measurePrograms, type ProgramsResult } from './programs.ts';
export { measureScheduling, type SchedulingResult } from './scheduling.ts';
export { measureWorkload, type WorkloadResult } from './measureWorkload.ts';
export { findPeers, type FoundPeer, type PeerFramework, type PeersFound } from './peers.ts';
export type { Ratio, Rounds } from './rounds.ts';
export { availableWorkloads, benchWorkload, benchWorkloads, type BenchWorkload } from './workloads.ts';
