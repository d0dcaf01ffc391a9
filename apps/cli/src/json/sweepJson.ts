/** A sweep of the database, as programs read it. */
import { sweepAddress, type SweepSummary } from '@ranksweep/store';

export const sweepJson = (sweep: SweepSummary): object => ({
  id: sweep.id,
  address: sweepAddress(sweep.id),
  name: sweep.name,
  definition: sweep.definition,
  preset: sweep.preset,
  status: sweep.status,
  runs: sweep.runs,
  tags: sweep.tags,
  createdAt: sweep.createdAt,
  finishedAt: sweep.finishedAt,
  specHash: sweep.specHash,
  damage: sweep.specDamage ?? null,
});
