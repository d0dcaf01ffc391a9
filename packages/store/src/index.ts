export { currentProcess, type ProcessIdentity } from '@ranksweep/machine';
export { parseAddress, runAddress, sweepAddress, sweepText, type Address } from './address/address.ts';
export { nameAddresses, type SweepLabel } from './address/nameAddresses.ts';
export type { AddressReader } from './readers/sweepLabels.ts';
export {
  isNameOrTag,
  resolveRunsOfSweep,
  resolveSubject,
  resolveSubjects,
  resolveSweep,
  resolveSweeps,
  type RunsOfSweep,
  type Subject,
  type Subjects,
} from './resolve/resolve.ts';
export type { AskedRun, AskedRunReader, RunBeyond } from './readers/askedRuns.ts';
export { backUp, type BackUpOptions } from './backUp/backUp.ts';
export type { CheckpointWriter, NewCheckpoint } from './writers/checkpoints.ts';
export type { Claim, Claimed } from './claims/claim.ts';
export type { ClaimWriter } from './claims/claims.ts';
export type { DamageReader } from './readers/damage.ts';
export { DamagedRunError } from './digests/damagedRun.ts';
export type { Deletion, DeletionReader, DeletionSize, DeletionWriter } from './writers/deletion.ts';
export type { DiscardWriter } from './writers/discard.ts';
export type { EventWriter } from './writers/events.ts';
export type { FinishWriter, RunEnd } from './writers/finish.ts';
export { previewQuery, writeQuery, type QueryPreview, type QueryTarget } from './query/interruptibleQuery.ts';
export { inspect, type Damage, type InspectionStep } from './inspect.ts';
export { LeaseLostError } from './claims/leases.ts';
export { isLocked } from './connection/locked.ts';
export { lockingProblem } from './locking/lockingProblem.ts';
export {
  LockWait,
  openWhenUnlocked,
  REST_MS,
  STAND_MS,
  whenUnlocked,
  type OnWaiting,
  type Patience,
} from './locking/lockWait.ts';
export type { PointDifference } from './merge/firstDifferingPoint.ts';
export type { DamagedRun, MergedRuns, MergeReport, MergeWriter } from './merge/merge.ts';
export type { MetricWriter } from './writers/metrics.ts';
export { openStore } from './opening/open.ts';
export { openNamed } from './file/openErrors.ts';
export type { PointWriter } from './writers/points.ts';
export { query, streamQuery, type QueryResult } from './query/query.ts';
export { restore, type Restored, type RestoreOptions } from './restore/restore.ts';
export { runFolder, runsFolder } from './runFolder.ts';
export type { RecordedBlockReader } from './readers/recordedBlocks.ts';
export { requireKept, type EndedRun } from './requireKept.ts';
export { restoreCommand } from './file/restoreCommand.ts';
export type { Room, RoomReader, RoomWriter } from './room.ts';
export type { NewRun, RegisteredRun, RunWriter } from './writers/runs.ts';
export {
  collectSegments,
  takeRuns,
  type CollectOptions,
  type CollectReport,
  type LeftOut,
} from './segments/collect.ts';
export { publish } from './segments/publish.ts';
export type { Skip } from './asked/skips.ts';
export type { NewSkip } from './writers/skips.ts';
export type { ReadOnlyStore, Store } from './store.ts';
export {
  damageText,
  isDamaged,
  isSound,
  requireSound,
  type Damaged,
  type Sound,
  type StoredConfig,
} from './stored/storedConfig.ts';
export type { NewSweep, SweepWriter } from './writers/sweeps.ts';
export type { TagChanges, TagWriter } from './writers/tags.ts';
export type { StoredTrial, Trial, TrialState } from './asked/trials.ts';
export type { NewTrial } from './writers/trials.ts';
export * from './types.ts';
export { measuredRuns } from './readers/measuredRuns.ts';
export { allRuns, countsText, finishedRuns, registeredRuns } from './progress/counts.ts';
export type { Estimate } from './progress/estimate.ts';
export type { ProgressReader, SweepProgress } from './progress/reader.ts';
export { paceText, progressText, shortCount, timeLeftText } from './progress/words.ts';
export type { Activity, LiveReader, RunOrder, RunSummary } from './readers/live.ts';
export { ownColumns, type RunColumn } from './readers/runColumns.ts';
export type { PlaceReader, RunPlace } from './readers/places.ts';
export type { CellReader, CellRun, CellValue } from './readers/cells.ts';
export type { AxisRun, OutlineReader } from './readers/outline.ts';
export type { RunChoice } from './readers/runs.ts';
export type { Vocabulary, VocabularyReader } from './readers/vocabulary.ts';
