/** The places of a run in sweeps, and its neighbours there. */
import type { Connection } from '../connection/connection.ts';

/** A cell of a sweep. */
export interface RunPlace {
  readonly sweepId: number;
  readonly part: string;
  /** Its number within the part, from 0. */
  readonly cell: number;
}

export interface PlaceReader {
  /** A run's places, those of the newest sweep first; none if the run's sweeps were deleted. */
  runPlaces(runId: number): RunPlace[];
  /** The runs of a cell, ordered by seed. */
  seedsAt(place: RunPlace): { readonly runId: number; readonly seed: number }[];
}

export const placeReader = ({ statement }: Connection): PlaceReader => ({
  runPlaces: (runId) =>
    statement<[number], RunPlace>(
      `SELECT sweep_id AS sweepId, part, cell FROM sweep_runs WHERE run_id = ? ORDER BY sweep_id DESC, part, cell`,
    ).all(runId),

  seedsAt: ({ sweepId, part, cell }) =>
    statement<[number, string, number], { runId: number; seed: number }>(
      `SELECT runs.id AS runId, seed FROM sweep_runs JOIN runs ON runs.id = run_id
       WHERE sweep_id = ? AND part = ? AND cell = ? ORDER BY seed, runs.id`,
    ).all(sweepId, part, cell),
});
