/** Runs that a sweep's searches have not asked for yet: how many there may be, from the specification and the trials so far. */
import { linesOf, type BoundedPart, type BoundarySpec } from '@ranksweep/kinds';
import type { Connection } from '../connection/connection.ts';
import { storedGroup } from '../stored/storedJson.ts';

export interface OpenSearch {
  readonly part: string;
  /** Runs that it may still ask for, at most: it may end before, and a point that is suggested twice has its runs once. */
  readonly unasked: number;
  /** Whether runs may pause before their end, and go no further. */
  readonly hasPruner: boolean;
}

/** Parts of a specification that have a search or a boundary, as far as they can be read: anyone may have changed the file. */
const SEARCHED = `
  WITH whole AS MATERIALIZED (
    SELECT CASE WHEN json_valid(spec) THEN spec ELSE '{}' END AS spec FROM sweeps WHERE id = ?
  )
  SELECT key AS part, value AS text FROM whole, json_each(whole.spec, '$.parts')
  WHERE type = 'object' AND (value ->> '$.search' IS NOT NULL OR value ->> '$.boundary' IS NOT NULL)`;

/** Of every part with a search or a boundary, in the order of the specification. */
export function openSearches({ statement }: Connection, sweepId: number): OpenSearch[] {
  const parts = statement<[number], { part: string; text: string }>(SEARCHED).all(sweepId);
  if (parts.length === 0) return [];
  const asked = new Map(
    statement<[number], [string, number]>(
      'SELECT part, count(*) FROM trials WHERE sweep_id = ? GROUP BY part',
    )
      .raw()
      .all(sweepId),
  );
  return parts.map(({ part, text }) => {
    const { group } = storedGroup(text);
    const { search, boundary, seeds, ...grid } = (group ?? {}) as Partial<SearchedPart>;
    const runs =
      boundary === undefined
        ? countIn(search?.trials) * (Array.isArray(seeds) ? seeds.length : 0)
        : countIn(boundary.trials) * linesIn(grid, boundary);
    const runsOfTrial = boundary === undefined && Array.isArray(seeds) ? seeds.length : 1;
    const unasked = Math.max(0, runs - (asked.get(part) ?? 0) * runsOfTrial);
    return { part, unasked, hasPruner: search?.pruner !== undefined };
  });
}

/** Of all searches of a sweep together. */
export const unaskedRuns = (connection: Connection, sweepId: number): number =>
  openSearches(connection, sweepId).reduce((sum, { unasked }) => sum + unasked, 0);

interface SearchedPart extends BoundedPart {
  readonly seeds: readonly number[];
  readonly search: { readonly trials: number; readonly pruner?: object };
  readonly boundary: BoundarySpec;
}

const countIn = (value: unknown): number => (Number.isSafeInteger(value) ? Math.max(0, value as number) : 0);

function linesIn(grid: Partial<BoundedPart>, boundary: BoundarySpec): number {
  try {
    return linesOf({ base: {}, axes: {}, ...grid }, boundary).length;
  } catch {
    return 0; // The specification is damaged.
  }
}
