/** Runs the batch that a lane was handed, however the lane was launched. */
import type { LaneControl } from '../control.ts';
import type { LaneKindOf, Trainer, TrainerKind } from '../laneKind.ts';
import type { LaneRun } from '../messages.ts';
import { Batch } from './batch.ts';
import { Outbox, type Post } from './outbox.ts';
import { runCohort } from './runCohort.ts';
import { runStream } from './runStream.ts';

export interface LaneBatch {
  readonly runs: readonly LaneRun[];
  readonly laneKindOf: LaneKindOf;
  readonly control: LaneControl;
  readonly checkpointEveryMs: number;
  /** Receives messages in order, several at once where that saves posts. */
  readonly post: Post;
}

/**
 * Consecutive runs advance together as far as their trainer has slots; those that stream are computed one after another. Resolves when every run has ended, failed or stopped where
 * it was. Runs that have not begun send no messages.
 * @throws when a trainer fails with several runs in it; their earlier messages are posted, and each run should be retried alone
 */
export async function runBatch({
  runs,
  laneKindOf,
  control,
  checkpointEveryMs,
  post,
}: LaneBatch): Promise<void> {
  const outbox = new Outbox(post);
  const batch = new Batch({ runs, control, outbox, checkpointEveryMs });
  try {
    for (let run = batch.next; run !== undefined; run = batch.next) {
      const { key, config } = run;
      let kind: TrainerKind;
      let trainer: Trainer;
      try {
        const found = await laneKindOf(config);
        if ('stream' in found) {
          await runStream(found, batch);
          continue;
        }
        kind = found;
        trainer = await kind.trainer(config, batch.waiting);
      } catch (error) {
        batch.begin();
        batch.fail(key, error);
        continue;
      }
      try {
        await runCohort({ kind, laneKindOf, trainer, batch });
      } finally {
        trainer.dispose();
      }
    }
  } finally {
    outbox.flush();
  }
}
