/** The kinds of a lane's runs, each prepared when the first run of it comes. */
import type { LaneKind, LaneKindOf, LaneOptions } from '@ranksweep/run';
import { kindOf } from './registry.ts';

export function laneKinds(options: LaneOptions): LaneKindOf {
  const prepared = new Map<string, Promise<LaneKind>>();
  return (config) => {
    const kind = kindOf(config);
    const known = prepared.get(kind.name) ?? kind.prepare(options);
    prepared.set(kind.name, known);
    return known;
  };
}
