/** The lanes of all tasks together, as a source sees them that is asked for runs of units. */
import type { EngineName } from '@ranksweep/engine';
import { advancesTogether } from '../../launch/devices/chooseLanes.ts';
import type { LanePlace } from '../../launch/launcher.ts';
import type { AskingLane } from '../../schedule/source.ts';

/** Short runs travel together, in units of some ten seconds of a lane that does 5 GFLOP/s: claims and segments cost more than messages. */
const UNIT_WORK = 5e10;

/**
 * @param places of one task's lanes; other tasks have the same
 * @returns one for each engine
 */
export function askingLanes(places: readonly LanePlace[], tasks: number): AskingLane[] {
  const byEngine = Map.groupBy(places, ({ engine }) => engine);
  const hasLanes = (engine: EngineName): boolean => byEngine.has(engine);
  return [...byEngine].map(([engine, own]) => ({
    engine,
    isTogether: own.some(({ device }) => advancesTogether(device)),
    lanesOfEngine: tasks * own.length,
    fits: () => true,
    batchWork: () => ({ least: 0, most: UNIT_WORK }),
    hasUntold: () => false,
    hasLanes,
    engineFor: ({ engines }) => engines.find(hasLanes),
    helpsWith: () => false,
  }));
}
