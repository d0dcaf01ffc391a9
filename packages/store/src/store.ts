/** The operations of a store. Each is implemented in a file of its own. */
import { addressReader, type AddressReader } from './readers/sweepLabels.ts';
import { askedRunReader, type AskedRunReader } from './readers/askedRuns.ts';
import { checkpointWriter, type CheckpointWriter } from './writers/checkpoints.ts';
import { claimWriter, type ClaimWriter } from './claims/claims.ts';
import type { Connection, TransactionOptions } from './connection/connection.ts';
import { damageReader, type DamageReader } from './readers/damage.ts';
import {
  deletionReader,
  deletionWriter,
  type DeletionReader,
  type DeletionWriter,
} from './writers/deletion.ts';
import { discardWriter, type DiscardWriter } from './writers/discard.ts';
import { eventWriter, type EventWriter } from './writers/events.ts';
import { finishWriter, type FinishWriter } from './writers/finish.ts';
import { mergeWriter, type MergeWriter } from './merge/merge.ts';
import { metricWriter, type MetricWriter } from './writers/metrics.ts';
import { pointWriter, type PointWriter } from './writers/points.ts';
import { progressReader, type ProgressReader } from './progress/reader.ts';
import { abandonedRunReader, type AbandonedRunReader } from './readers/abandonedRuns.ts';
import { cellReader, type CellReader } from './readers/cells.ts';
import { liveReader, type LiveReader } from './readers/live.ts';
import { outlineReader, type OutlineReader } from './readers/outline.ts';
import { placeReader, type PlaceReader } from './readers/places.ts';
import { runReader, type RunReader } from './readers/runs.ts';
import { sweepReader, type SweepReader } from './readers/sweeps.ts';
import { trajectoryReader, type TrajectoryReader } from './readers/trajectories.ts';
import { vocabularyReader, type VocabularyReader } from './readers/vocabulary.ts';
import { recordedBlockReader, type RecordedBlockReader } from './readers/recordedBlocks.ts';
import { roomReader, roomWriter, type RoomReader, type RoomWriter } from './room.ts';
import { runWriter, type RunWriter } from './writers/runs.ts';
import { segmentTaker, type SegmentTaker } from './segments/takeSegment.ts';
import { segmentWriter, type SegmentWriter } from './segments/writeSegment.ts';
import { skipReader, type SkipReader } from './asked/skips.ts';
import { skipWriter, type SkipWriter } from './writers/skips.ts';
import { sweepWriter, type SweepWriter } from './writers/sweeps.ts';
import { tagWriter, type TagWriter } from './writers/tags.ts';
import { trialReader, type TrialReader } from './asked/trials.ts';
import { trialWriter, type TrialWriter } from './writers/trials.ts';

interface Readers
  extends
    SweepReader,
    AddressReader,
    RunReader,
    AskedRunReader,
    PlaceReader,
    TrajectoryReader,
    LiveReader,
    CellReader,
    OutlineReader,
    AbandonedRunReader,
    ProgressReader,
    DeletionReader,
    DamageReader,
    RoomReader,
    SkipReader,
    TrialReader,
    VocabularyReader {}

/** Reading operations. Each sees one consistent state of the file, and none waits for a writer. */
export interface ReadOnlyStore extends Readers {
  /** Absolute path of the database file. */
  readonly path: string;
  /** @throws InputError, for a writable store whose file is not in its place, like `transaction` */
  close(): void;
}

/**
 * Reading and writing operations. Every writing operation is one transaction. When it returns, what it wrote survives the end of
 * the process and a power cut; if it throws, it wrote nothing. Inside `transaction`, it is durable and visible to others when
 * `transaction` returns.
 */
export interface Store
  extends
    ReadOnlyStore,
    SweepWriter,
    RunWriter,
    ClaimWriter,
    RecordedBlockReader,
    PointWriter,
    CheckpointWriter,
    EventWriter,
    FinishWriter,
    MetricWriter,
    TagWriter,
    DeletionWriter,
    DiscardWriter,
    RoomWriter,
    SkipWriter,
    TrialWriter,
    MergeWriter,
    SegmentWriter,
    SegmentTaker {
  /**
   * Runs `work`, which may read and write, in one transaction, at the cost of a single commit. An operation in it that throws has
   * written nothing; `work` may catch the error and continue. If `work` throws or the commit fails, nothing is written. If
   * another process's transaction lasts longer than the store waits, this throws before `work` is called, with an error that
   * `isLocked` recognises.
   * @throws InputError, before `work` is called, if the database, its log or the log's index was moved, deleted, replaced or
   *   overwritten since it was opened
   */
  transaction<Result>(work: () => Result, options?: TransactionOptions): Result;
}

export const readersOf = (connection: Connection): Readers => ({
  ...sweepReader(connection),
  ...addressReader(connection),
  ...runReader(connection),
  ...askedRunReader(connection),
  ...placeReader(connection),
  ...trajectoryReader(connection),
  ...liveReader(connection),
  ...cellReader(connection),
  ...outlineReader(connection),
  ...abandonedRunReader(connection),
  ...progressReader(connection),
  ...deletionReader(connection),
  ...damageReader(connection),
  ...roomReader(connection),
  ...skipReader(connection),
  ...trialReader(connection),
  ...vocabularyReader(connection),
});

export const writersOf = (connection: Connection): Omit<Store, keyof ReadOnlyStore> => ({
  ...sweepWriter(connection),
  ...runWriter(connection),
  ...claimWriter(connection),
  ...recordedBlockReader(connection),
  ...pointWriter(connection),
  ...checkpointWriter(connection),
  ...eventWriter(connection),
  ...finishWriter(connection),
  ...metricWriter(connection),
  ...tagWriter(connection),
  ...deletionWriter(connection),
  ...discardWriter(connection),
  ...roomWriter(connection),
  ...skipWriter(connection),
  ...trialWriter(connection),
  ...mergeWriter(connection),
  ...segmentWriter(connection),
  ...segmentTaker(connection),
  transaction: connection.transaction,
});
