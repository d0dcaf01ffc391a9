/** Drives one run whose points come by themselves. What is asked of the lane is heeded while the run goes on. */
import type { StreamKind } from '../laneKind.ts';
import type { Batch } from './batch.ts';
import { StreamMember } from './streamMember.ts';

/** How often control is looked at. */
const HEED_EVERY_MS = 50;

/** Computes the batch's next run. An error in the run fails it, and nothing else. */
export async function runStream(kind: StreamKind, batch: Batch): Promise<void> {
  const run = batch.next!;
  const clock = batch.begin();
  let member: StreamMember;
  try {
    member = new StreamMember({ kind, run, clock, batch });
  } catch (error) {
    giveUp(batch, run.key, error);
    return;
  }
  const timer = setInterval(() => member.heed(), HEED_EVERY_MS);
  try {
    member.end(await kind.stream(member));
    batch.over(run.key);
  } catch (error) {
    member.fail();
    giveUp(batch, run.key, error);
  } finally {
    clearInterval(timer);
  }
}

function giveUp(batch: Batch, key: number, error: unknown): void {
  if (error instanceof RangeError) batch.cannotGoOn(key);
  else batch.fail(key, error);
}
