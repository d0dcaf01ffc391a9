/**
 * Drives the runs of a cohort. All advance together to the earliest iteration at which any of them must be looked at. Each run
 * leaves, and is replaced, on its own. Runs enter where this leaves few such iterations: every look interrupts all of them.
 */
import type { Decision } from '../driver/driver.ts';
import type { LaneKindOf, MeasureRequest, Trainer, TrainerKind } from '../laneKind.ts';
import type { LaneMessage } from '../messages.ts';
import type { Batch } from './batch.ts';
import { CohortSize } from './cohortSize.ts';
import { Member, UnreadableStateError } from './member.ts';

/** The longest time, roughly, between two checks of control. It does not affect when the loss is checked. */
const PAUSE_EVERY_MS = 500;
/** Where runs are looked at by their decade, so large a share of the slots is filled at once. */
const SHARE_AT_ONCE = 1 / 8;

export interface CohortOptions {
  readonly kind: TrainerKind;
  /** A trainer that was made for the batch's next run. */
  readonly trainer: Trainer;
  readonly laneKindOf: LaneKindOf;
  readonly batch: Batch;
}

/**
 * Ends when the trainer's slots are empty and the next run of the batch does not fit. An error in one run fails only that run.
 * @throws when the trainer fails with several runs in it, since none of them can be blamed
 */
export const runCohort = (options: CohortOptions): Promise<void> => new Cohort(options).run();

class Cohort {
  readonly #kind: TrainerKind;
  readonly #trainer: Trainer;
  readonly #laneKindOf: LaneKindOf;
  readonly #batch: Batch;
  /** By slot. */
  readonly #slots: (Member | undefined)[];
  readonly #size: CohortSize;
  #hasTaken = false;
  /** Whether the last stretch ended before any run had to be looked at. */
  #isBetweenLooks = false;

  constructor({ kind, trainer, laneKindOf, batch }: CohortOptions) {
    this.#kind = kind;
    this.#trainer = trainer;
    this.#laneKindOf = laneKindOf;
    this.#batch = batch;
    this.#slots = Array.from({ length: trainer.slots }, () => undefined);
    this.#size = new CohortSize(trainer.slots);
  }

  async run(): Promise<void> {
    let untilPause = 1; // It is not known yet how long an iteration takes.
    for (;;) {
      const come = await this.#refill();
      const { length } = this.#members;
      if (length === 0) return;
      untilPause = Math.max(1, Math.floor((untilPause * (length - come)) / length));
      try {
        await this.#look();
        await this.#heed();
        // Fill free slots before the others continue.
        if (this.#members.length === length) untilPause = await this.#advance(untilPause);
      } catch (error) {
        const [only, ...others] = this.#members;
        if (only === undefined || others.length > 0) throw error;
        this.#batch.fail(only.key, error);
        return; // The trainer may be as broken as the run.
      }
    }
  }

  get #members(): Member[] {
    return this.#slots.filter((member) => member !== undefined);
  }

  /** @returns how many runs have entered the trainer */
  async #refill(): Promise<number> {
    const before = this.#members.length;
    if (!this.#mayEnter(before)) return 0;
    let count = before;
    for (let slot = 0; slot < this.#slots.length && count < this.#size.most; slot++) {
      while (this.#slots[slot] === undefined) {
        if (!(await this.#takesNext())) return count - before;
        if (await this.#enter(slot)) count++;
      }
    }
    return count - before;
  }

  /**
   * Runs that are looked at every so many iterations are all looked at together if they enter at such an iteration. Those that are
   * looked at by their decade are looked at together only with those that entered with them.
   */
  #mayEnter(count: number): boolean {
    if (count === 0) return true;
    const free = this.#size.most - count;
    if (free <= 0 || this.#isBetweenLooks) return false;
    const areApart = this.#members.some(({ isSeenByDecade }) => isSeenByDecade);
    return !areApart || free >= Math.min(this.#batch.waiting, SHARE_AT_ONCE * this.#size.most);
  }

  /**
   * Whether the next run fits the trainer. If that cannot be determined, it does not fit and begins alone once the current runs
   * are done.
   */
  async #takesNext(): Promise<boolean> {
    const config = this.#batch.next?.config;
    if (config === undefined) return false;
    if (!this.#hasTaken) return true; // The trainer was made for this run.
    try {
      return (await this.#laneKindOf(config)) === this.#kind && (await this.#trainer.fits(config));
    } catch {
      return false;
    }
  }

  /** @returns whether the batch's next run has entered; if not, it has failed or must start over */
  async #enter(slot: number): Promise<boolean> {
    const run = this.#batch.next!;
    const clock = this.#batch.begin();
    this.#hasTaken = true;
    try {
      this.#slots[slot] = await Member.load({ run, slot, clock, kind: this.#kind, trainer: this.#trainer });
      return true;
    } catch (error) {
      if (error instanceof UnreadableStateError) this.#batch.cannotGoOn(run.key);
      else this.#batch.fail(run.key, error);
      return false;
    }
  }

  /** Measures what is due, keeps the snapshots that should be kept, and removes the runs that end or pause here. */
  async #look(): Promise<void> {
    const members = this.#members;
    const requests = members.flatMap(({ slot, driver: { wanted } }): MeasureRequest[] =>
      wanted === 'nothing' ? [] : [{ slot, wanted }],
    );
    const found = requests.length === 0 ? [] : await this.#trainer.measure(requests);
    const measured = new Map(requests.map(({ slot }, i) => [slot, found[i]!]));
    for (const member of members) {
      const { keeps, reason } = member.driver.decide(measured.get(member.slot));
      if (keeps) {
        member.keep(measured.get(member.slot)!);
        if (member.isChunkDue && !(await this.#tell(member, member.chunk()))) continue;
      }
      if (reason !== undefined) await this.#leave(member, reason);
    }
  }

  /** Carries out the scheduler's requests. */
  async #heed(): Promise<void> {
    const { control, outbox } = this.#batch;
    if (this.#members.length === 0) return;
    this.#batch.leaveRecalled();
    outbox.lookUp();
    await control.waitWhileHeld();
    control.beat();
    for (const member of this.#members) {
      if (control.isAbandoned(member.key)) await this.#release(member);
      else if (control.isInterrupted) await this.#leave(member, 'interrupted');
      else if (control.isPaused(member.key)) await this.#leave(member, 'paused');
      else if (member.isSaveDue) await this.#tell(member, member.save());
    }
  }

  /** @returns the number of iterations that take about as long as control may wait */
  async #advance(most: number): Promise<number> {
    const members = this.#members;
    const ahead = members.reduce((least, { driver }) => Math.min(least, driver.ahead), Infinity);
    const iterations = Math.min(most, ahead);
    this.#isBetweenLooks = iterations < ahead;
    const startedAt = performance.now();
    await this.#trainer.advance(iterations);
    const tookMs = performance.now() - startedAt;
    this.#size.advanced(members.length, iterations, tookMs);
    for (const { driver } of members) driver.advanced(iterations);
    return Math.max(1, Math.floor((iterations * PAUSE_EVERY_MS) / Math.max(tookMs, 1e-3)));
  }

  async #leave(member: Member, reason: NonNullable<Decision['reason']> | 'interrupted'): Promise<void> {
    const isStop = reason === 'interrupted' || reason === 'paused';
    const isTold = await this.#tell(member, isStop ? member.stop(reason) : member.end(reason));
    if (isTold) await this.#release(member);
  }

  /** @returns false if this cannot be determined, which ends this member only */
  async #tell(member: Member, told: Promise<LaneMessage | LaneMessage[]>): Promise<boolean> {
    let messages: LaneMessage[];
    try {
      messages = [await told].flat();
    } catch (error) {
      this.#batch.fail(member.key, error);
      await this.#empty(member.slot);
      return false;
    }
    for (const message of messages) this.#batch.outbox.add(message);
    return true;
  }

  async #release({ slot, key }: Member): Promise<void> {
    this.#batch.over(key);
    await this.#empty(slot);
  }

  async #empty(slot: number): Promise<void> {
    this.#slots[slot] = undefined;
    await this.#trainer.unload(slot);
  }
}
