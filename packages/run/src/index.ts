export { changeBeyond, type HasChanged } from './change.ts';
export { decodeCheckpoint, encodeCheckpoint, type RunCheckpoint } from './checkpoint.ts';
export type { LaneControl } from './control.ts';
export type * from './messages.ts';
export { Recorder, type RecorderOptions, type Snapshots } from './recorder.ts';
export * from './schedule.ts';
export { runTrajectory, type SavedPoint, type TrajectoryEnd, type TrajectoryHooks } from './trajectory.ts';
