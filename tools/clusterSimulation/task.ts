/**
 * A task of a job array. It claims units with the code of real ones, and turns to the shared folder when they do. Its runs take the time
 * that they are said to take.
 */
import { Claims, type Claim } from '../../packages/sweep/src/slurm/claims/claims.ts';
import type { Liveness } from '../../packages/sweep/src/slurm/claims/liveness.ts';
import { Mark } from '../../packages/sweep/src/slurm/claims/mark.ts';
import { taskName, type TaskId } from '../../packages/sweep/src/slurm/folder.ts';
import { PUBLISH_COST, PUBLISH_SHARE } from '../../packages/sweep/src/slurm/paces.ts';
import type { VirtualClock } from './clock.ts';
import type { Server } from './server.ts';
import type { SharedFolder } from './sharedFolder.ts';

export interface Cluster {
  readonly clock: VirtualClock;
  readonly files: SharedFolder;
  readonly controller: Server;
  readonly random: () => number;
  /** Positions of runs, by unit. */
  readonly units: readonly (readonly number[])[];
  /** Milliseconds, by position. */
  readonly durations: Float64Array;
  readonly tasks: number;
  readonly lanes: number;
  readonly lookEveryMs: number;
  readonly publishEveryMs: number;
  readonly mebibytesOfRun: number;
  /** Tasks whose nodes are lost, with when. */
  readonly lost: ReadonlyMap<number, number>;
}

/** What squeue costs the controller: for the question, and for each task that it lists. */
const ASKED_MS = 5;
const LISTED_MS = 0.02;

interface UnitAtHand {
  readonly claim: Claim;
  readonly left: Set<number>;
  /** Ended, and in no segment yet. */
  readonly ended: Set<number>;
}

export class Task {
  /** Positions of the runs that it has published, whole. */
  readonly published: number[] = [];
  readonly #cluster: Cluster;
  readonly #id: TaskId;
  readonly #claims: Claims;
  readonly #lostAt: number;
  readonly #units = new Map<number, UnitAtHand>();
  #queue: { readonly unit: UnitAtHand; readonly position: number }[] = [];
  readonly #atWork = new Set<number>();
  #restUntil = -Infinity;
  #isOver = false;
  #turn: Promise<unknown> = Promise.resolve();
  #publishing: Promise<unknown> = Promise.resolve();
  #wake: () => void = () => {};
  #change = new Promise<void>(() => {});
  #segments = 0;
  readonly #segmentOf = new Map<number, string>();
  #last: { readonly at: number; readonly tookMs: number };
  readonly #begunAt: number;

  constructor(cluster: Cluster, index: number) {
    const { files, units, tasks, random, clock } = cluster;
    this.#cluster = cluster;
    this.#id = { job: 1, index, restart: 0, start: 1 };
    this.#lostAt = cluster.lost.get(index) ?? Infinity;
    this.#claims = new Claims({
      files,
      folder: 'claims',
      mark: new Mark(files, 'claims', this.#id),
      units: units.length,
      place: index,
      tasks,
      liveness: liveness(cluster),
      random,
    });
    this.#begunAt = clock.now();
    this.#last = { at: this.#begunAt, tookMs: 0 };
    this.#changed();
  }

  async run(): Promise<void> {
    const watch = this.#watch();
    await Promise.all(Array.from({ length: this.#cluster.lanes }, () => this.#lane()));
    await watch;
    await this.#publishAll();
  }

  get #isLost(): boolean {
    return this.#cluster.clock.now() >= this.#lostAt;
  }

  async #lane(): Promise<void> {
    const { clock, durations } = this.#cluster;
    while (!this.#isOver && !this.#isLost) {
      const change = this.#change;
      const job = await this.#inTurn(() => this.#next());
      if (job === 'wait') await change;
      if (typeof job === 'string') continue;
      await clock.sleep(durations[job.position]!);
      this.#atWork.delete(job.position);
      job.unit.left.delete(job.position);
      job.unit.ended.add(job.position);
      this.#changed();
    }
    this.#isOver = true;
    this.#changed();
  }

  /** As `ClaimingSource`. */
  async #next(): Promise<{ unit: UnitAtHand; position: number } | 'wait' | 'again'> {
    const { clock, lookEveryMs, units } = this.#cluster;
    if (this.#isOver || this.#isLost) return 'again';
    const job = this.#queue.shift();
    if (job !== undefined) {
      this.#atWork.add(job.position);
      return job;
    }
    const isIdle = this.#atWork.size === 0;
    if (!isIdle && clock.now() < this.#restUntil) return 'wait';
    if (isIdle) await this.#publishAll();
    const claim = (await this.#claims.takeFree()) ?? (await this.#claims.takeOver());
    if (this.#isLost) return 'again';
    if (typeof claim === 'object') {
      const positions = units[claim.unit]!;
      const unit = { claim, left: new Set(positions), ended: new Set<number>() };
      this.#units.set(claim.unit, unit);
      this.#queue = positions.map((position) => ({ unit, position }));
    } else if (!isIdle) {
      this.#restUntil = clock.now() + lookEveryMs;
      return 'wait';
    } else if (claim === 'nothing' || !(await this.#claims.isGuard())) this.#isOver = true;
    else await clock.sleep(lookEveryMs);
    return 'again';
  }

  async #watch(): Promise<void> {
    const { clock, files, lookEveryMs, publishEveryMs } = this.#cluster;
    while (!this.#isOver) {
      await Promise.race([clock.sleep(lookEveryMs), this.#ended()]);
      if (this.#isOver || this.#isLost) return;
      await files.look();
      await files.look();
      await files.replace(`tasks/${taskName(this.#id)}.json`, '');
      const { at, tookMs } = this.#last;
      const workedMs = clock.now() - this.#begunAt;
      const waitMs = Math.max(publishEveryMs, PUBLISH_SHARE * workedMs, tookMs / PUBLISH_COST);
      if (clock.now() - at >= waitMs) await this.#publishAll();
    }
  }

  async #ended(): Promise<void> {
    while (!this.#isOver) await this.#change;
  }

  async #publishAll(): Promise<void> {
    this.#publishing = this.#publishing.then(() => this.#publishNow());
    await this.#publishing;
  }

  /** As `Publisher`. */
  async #publishNow(): Promise<void> {
    const { clock, files, mebibytesOfRun } = this.#cluster;
    for (const unit of this.#units.values()) {
      if (!(await this.#claims.stands(unit.claim))) this.#units.delete(unit.claim.unit);
    }
    const startedAt = clock.now();
    const units = [...this.#units.values()];
    const ended = units.flatMap((unit) => [...unit.ended].map((position) => ({ unit, position })));
    const positions = [...ended.map(({ position }) => position), ...this.#atWork];
    if (positions.length > 0) {
      const path = `segments/${taskName(this.#id)}.${++this.#segments}.db`;
      await files.publish(path, mebibytesOfRun * positions.length);
      if (this.#isLost) return;
      const before = new Set(positions.map((position) => this.#segmentOf.get(position)));
      for (const position of positions) this.#segmentOf.set(position, path);
      const needed = new Set(this.#segmentOf.values());
      for (const one of before) if (one !== undefined && !needed.has(one)) await files.delete(one);
      for (const { unit, position } of ended) {
        unit.ended.delete(position);
        this.published.push(position);
      }
      this.#last = { at: clock.now(), tookMs: clock.now() - startedAt };
    }
    for (const { claim, left, ended: open } of units) {
      if (left.size + open.size > 0) continue;
      await this.#claims.done(claim);
      this.#units.delete(claim.unit);
    }
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result;
    return await result;
  }

  #changed(): void {
    this.#wake();
    this.#change = new Promise((wake) => (this.#wake = wake));
  }
}

/** Lists tasks, reads the files of those that are asked for, and asks the controller. */
const liveness = ({ clock, files, controller, tasks, lost }: Cluster): Liveness => ({
  async of(asked) {
    await files.list('tasks');
    await files.look(asked.length);
    await controller.request(ASKED_MS + LISTED_MS * tasks);
    const isLost = ({ index }: TaskId): boolean => clock.now() >= (lost.get(index) ?? Infinity);
    return new Map(asked.map((task) => [taskName(task), isLost(task) ? 'gone' : 'alive']));
  },
});
