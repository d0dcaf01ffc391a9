/** The kinds of a lane's runs. Each is prepared when the lane gets its first run of that kind. */
import type { LaneKind, LaneKindOf, LaneOptions } from '@ranksweep/run';
import { kindOf } from './registry.ts';

/**
 * What prepares each kind once, for a lane of this engine and device.
 * @returns rejects, at every run of a kind, with what kept the kind from being prepared
 */
export function laneKinds(options: LaneOptions): LaneKindOf {
  const prepared = new Map<string, Promise<LaneKind>>();
  return (config) => {
    const kind = kindOf(config);
    const known = prepared.get(kind.name) ?? kind.prepare(options);
    prepared.set(kind.name, known);
    return known;
  };
}
