/** Rows of a run that differ from what was written. The disk, the file system or another program has changed them. */
import { InputError } from '@ranksweep/core';
import { ranksweepCommand } from '@ranksweep/text';
import { sweepAddress } from '../address/address.ts';
import type { Connection } from '../connection/connection.ts';

/** Its message says which command computes the run again. */
export class DamagedRunError extends InputError {
  readonly runId: number;

  /** @param what of the run: `its points of train_loss` */
  constructor({ statement, database }: Connection, runId: number, what: string) {
    const sweepId = statement<[number], number>(
      'SELECT sweep_id FROM sweep_runs WHERE run_id = ? ORDER BY sweep_id DESC',
    )
      .pluck()
      .get(runId);
    const again =
      sweepId === undefined
        ? ''
        : `; \`${ranksweepCommand(['retry', sweepAddress(sweepId), '--damaged'], database.name)}\` computes the run again`;
    super(
      `expected run ${runId} as it was written, found ${what} changed since, in ${database.name}: the disk or another ` +
        `program has done so${again}`,
    );
    this.runId = runId;
  }
}
