/** Runs that lanes have given back. Those of one group are handed out together, as far as a lane may have them. */
import { needLikeFirst } from './byNeeds.ts';
import type { Job } from '../plan/job.ts';
import type { AskingLane } from './source.ts';

export class ReturnedRuns {
  #groups: (readonly Job[])[] = [];

  get jobs(): readonly Job[] {
    return this.#groups.flat();
  }

  add(groups: readonly (readonly Job[])[]): void {
    this.#groups.push(...groups.filter(({ length }) => length > 0));
  }

  /** Whether there are runs that the lane should have. */
  hasFor(lane: AskingLane): boolean {
    return this.#groups.some((group) => ofGroup(lane, group).length > 0);
  }

  /** Takes what the lane should have of the latest group that has any for it. */
  take(lane: AskingLane): readonly Job[] {
    const at = this.#groups.findLastIndex((group) => ofGroup(lane, group).length > 0);
    if (at < 0) return [];
    const taken = ofGroup(lane, this.#groups[at]!);
    const rest = this.#groups[at]!.filter((job) => !taken.includes(job));
    this.#groups.splice(at, 1, ...(rest.length > 0 ? [rest] : []));
    return taken;
  }
}

/** Runs that are meant for the lane's engine, or the one that it helps with. */
function ofGroup(lane: AskingLane, group: readonly Job[]): readonly Job[] {
  const fitting = group.filter((job) => lane.fits(job));
  const own = needLikeFirst(fitting.filter((job) => lane.engineFor(job) === lane.engine));
  // Lanes that compute runs in turn share them.
  const most = lane.isTogether ? own.length : Math.ceil(own.length / (2 * lane.lanesOfEngine));
  if (own.length > 0) return own.slice(0, most);
  const one = fitting.find((job) => job.engines.includes(lane.engine) && lane.helpsWith(job));
  return one === undefined ? [] : [one];
}
