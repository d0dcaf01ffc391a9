export { comparePeers, type PeerResult } from './comparePeers.ts';
export type { GrowthRow } from './growth/measureGrowth.ts';
export { measureGrowth } from './growth/measureGrowth.ts';
export { measureScheduling, type SchedulingResult } from './scheduling.ts';
export { measureWorkload, RECORD_EVERY, type WorkloadResult } from './measureWorkload.ts';
export { findPeers, type FoundPeer, type PeerFramework, type PeersFound } from './peers.ts';
export type { Rounds } from './rounds.ts';
export { benchWorkloads, type BenchWorkload } from './workloads.ts';
