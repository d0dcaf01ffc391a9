/** The units that a task has, and how far their runs are. */
import type { Claim } from '../claims/claims.ts';
import type { TaskState } from '../sweepFile.ts';

export interface UnitAtHand {
  readonly claim: Claim;
  readonly runIds: readonly number[];
}

interface RunAtHand {
  hasEnded: boolean;
  /** Whether a segment has all of it. */
  isPublished: boolean;
  /** How far the run was in the segment that has most of it. */
  publishedIterations: number;
}

export class UnitsAtHand {
  readonly #units = new Map<number, UnitAtHand>();
  readonly #runs = new Map<number, RunAtHand>();
  #claimed = 0;
  #done = 0;
  #ended = 0;
  /** Units that somebody else has now. Lanes may be at their runs, which nobody waits for. */
  readonly #lost = new Map<number, UnitAtHand>();

  /** @param ended those of the unit's runs that have ended already, though perhaps not in any segment of this task */
  add(unit: UnitAtHand, ended: ReadonlySet<number>): void {
    this.#claimed++;
    this.#units.set(unit.claim.unit, unit);
    for (const runId of unit.runIds) {
      this.#runs.set(runId, { hasEnded: ended.has(runId), isPublished: false, publishedIterations: 0 });
    }
  }

  /** Segments have everything of the unit. */
  done({ claim, runIds }: UnitAtHand): void {
    this.#done++;
    this.#units.delete(claim.unit);
    for (const runId of runIds) this.#runs.delete(runId);
  }

  /** Somebody else has the unit now. */
  lose(unit: UnitAtHand): void {
    this.#units.delete(unit.claim.unit);
    this.#lost.set(unit.claim.unit, unit);
  }

  hasLost({ unit }: Claim): boolean {
    return this.#lost.has(unit);
  }

  /** @returns whether it was lost before; its runs are where they were */
  regain(claim: Claim): boolean {
    const lost = this.#lost.get(claim.unit);
    if (lost === undefined) return false;
    this.#lost.delete(claim.unit);
    this.#units.set(claim.unit, { ...lost, claim });
    return true;
  }

  get all(): UnitAtHand[] {
    return [...this.#units.values()];
  }

  ended(runId: number): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    run.hasEnded = true;
    this.#ended++;
  }

  /** Whether the unit that has the run has no other that goes on. */
  isThrough(runId: number): boolean {
    const unit = this.all.find(({ runIds }) => runIds.includes(runId));
    return unit?.runIds.every((one) => this.#runs.get(one)!.hasEnded) ?? false;
  }

  /** What a task tells of itself. */
  get counts(): Pick<TaskState, 'unitsClaimed' | 'unitsDone' | 'runsEnded' | 'runsLeft'> {
    const runsLeft = this.atWork.length;
    return { unitsClaimed: this.#claimed, unitsDone: this.#done, runsEnded: this.#ended, runsLeft };
  }

  /** Runs that have ended, and that no segment has whole. */
  get unpublished(): number[] {
    return this.#runIds.filter((runId) => {
      const { hasEnded, isPublished } = this.#runs.get(runId)!;
      return hasEnded && !isPublished;
    });
  }

  /** Runs that have not ended, with how far segments have them. */
  get atWork(): { readonly runId: number; readonly publishedIterations: number }[] {
    return this.#runIds.flatMap((runId) => {
      const { hasEnded, publishedIterations } = this.#runs.get(runId)!;
      return hasEnded ? [] : [{ runId, publishedIterations }];
    });
  }

  /** A segment has all of the run, or what it had after so many iterations. */
  published(runId: number, how: 'whole' | { readonly iterations: number }): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    if (how === 'whole') run.isPublished = true;
    else run.publishedIterations = how.iterations;
  }

  /** Units of which segments have everything. */
  get complete(): UnitAtHand[] {
    return this.all.filter(({ runIds }) => runIds.every((runId) => this.#runs.get(runId)!.isPublished));
  }

  get #runIds(): number[] {
    return this.all.flatMap(({ runIds }) => runIds);
  }
}
