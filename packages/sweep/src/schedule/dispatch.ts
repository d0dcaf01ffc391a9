/** Hands out runs to free lanes: first the runs to be tried again, then what the source provides. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device, EngineName } from '@ranksweep/engine';
import type { Snapshots } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { BatchAtWork, Lane, SharedResources } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import { AskedSource, requireNew } from './askedSource.ts';
import { needLikeFirst, needsOf } from './byNeeds.ts';
import { HandedOut } from './handedOut.ts';
import { Pace } from './pace.ts';
import { outcomeReport, progressReport, storedReport, storedValueAt } from './reports.ts';
import { Resources } from './resources.ts';
import { ReturnedRuns } from './returnedRuns.ts';
import type { Job } from '../plan/job.ts';
import type { Added, AskingLane, Report, SourceFactory, SourceOptions } from './source.ts';
import { WaitingWork } from './waitingWork.ts';
import { WakeUp } from './wakeUp.ts';

/** How often to check whether other processes have ended the runs that they hold, and whether a lane has others' runs to spare. */
const LOOK_EVERY_MS = 500;

export interface DispatchOptions {
  readonly store: Pick<Store, 'run' | 'heldRuns' | 'finals' | 'trajectory'>;
  readonly observer: Pick<SweepObserver, 'heldElsewhere' | 'added'>;
  readonly lanes: readonly Lane[];
  readonly isInterrupted: () => boolean;
  /** Called if the source throws while it is told something. Lanes should then stop, and `next` throws the error. */
  readonly onFailure: () => void;
}

type Start = Omit<SourceOptions, 'resultOf' | 'valueAt' | 'isTogether' | 'lanes'>;

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #source: AskedSource;
  readonly #pace = new Pace();
  /** Lanes that have not ended, and those of them that wait for runs. */
  readonly #lanes: Set<Lane>;
  readonly #idle = new Set<Lane>();
  readonly #back = new ReturnedRuns();
  /** Runs that other processes have. */
  #held: Job[] = [];
  /** Runs that lanes have. */
  readonly #out = new HandedOut();
  /** What is left of what lanes share. */
  readonly #resources = new Map<SharedResources, Resources<Lane>>();
  /** Runs that the source has not handed out yet. */
  readonly #waiting = new WaitingWork();
  #hasLostLanes = false;
  readonly #wakeUp = new WakeUp();

  constructor(source: SourceFactory, start: Start, options: DispatchOptions) {
    this.#options = options;
    const { lanes, store, onFailure } = options;
    this.#lanes = new Set(lanes);
    for (const { shared } of lanes)
      if (shared !== undefined) this.#resources.set(shared, new Resources(shared));
    this.#waiting.add(start.jobs);
    const sourceOptions: SourceOptions = {
      ...start,
      lanes: lanes.length,
      isTogether: (engine) => lanes.some((lane) => lane.engine === engine && advancesTogether(lane.device)),
      register: async (runs) => this.#added(await start.register(runs)),
      skip: (skipped) => {
        for (const { job } of skipped) this.#waiting.delete(job);
        start.skip(skipped);
      },
      resultOf: (run) => storedReport(store, run),
      valueAt: (run, metric, iteration) => storedValueAt(store, run, metric, iteration),
    };
    this.#source = new AskedSource(source(sourceOptions), onFailure);
  }

  /**
   * The next batch for a lane. Empty if nothing is left for it, or if the sweep is interrupted; the lane then asks no more.
   * @throws what the source throws; Error if it waits although nothing is running
   */
  async next(lane: Lane): Promise<readonly Job[]> {
    const asking = this.#askingLane(lane);
    while (!this.#options.isInterrupted()) {
      const back = this.#back.take(asking);
      if (back.length > 0) return this.#handOut(back, lane);
      const { reports } = this.#source;
      const turn = await this.#source.ask(asking);
      if (typeof turn === 'object' && 'coming' in turn) {
        if (this.#source.reports === reports) await Promise.race([turn.coming, this.#wakeUp.wait()]);
        continue;
      }
      if (typeof turn !== 'string') {
        requireNew(turn, this.#underWay());
        const own = needLikeFirst(
          turn.filter((job) => job.engines.includes(lane.engine) && asking.fits(job)),
        );
        const others = turn.filter((job) => !own.includes(job));
        if (others.length > 0) this.giveBack([others]);
        if (own.length > 0) return this.#handOut(own, lane);
        continue;
      }
      if (this.#source.reports !== reports || this.#back.hasFor(asking)) continue;
      if (turn === 'end' && this.#isOver()) break;
      this.#recallFor(lane, asking);
      await this.#wait(lane, turn);
    }
    this.#leave(lane);
    this.#source.rethrow();
    return [];
  }

  /** Notes that the lane has begun to work on its batch. */
  atWork(lane: Lane, batch: BatchAtWork): void {
    this.#out.atWork(lane, batch);
    this.wake();
  }

  /** Notes that the lane is through with its batch, however it ended. */
  through(lane: Lane): void {
    this.#pace.ended(lane.engine);
    this.#out.through(lane);
    const resources = this.#resourcesOf(lane);
    if (resources === undefined) return;
    resources.giveBack(lane);
    this.wake();
  }

  /** The lane's device, with what its runs have of it. */
  deviceOf(lane: Lane): Device {
    return this.#resourcesOf(lane)?.deviceOf(lane, lane.device) ?? lane.device;
  }

  /** Gives a lane up. Runs that only its engine may compute are left, unless that has other lanes. */
  giveUp(lane: Lane): void {
    this.#hasLostLanes = true;
    this.#leave(lane);
  }

  get hasLostLanes(): boolean {
    return this.#hasLostLanes;
  }

  /** Whether another lane goes on, too. */
  get hasSeveralLanes(): boolean {
    return this.#lanes.size > 1;
  }

  /** Hands out nothing more, and releases everyone who waits for a batch. */
  interrupt(): void {
    this.#source.interrupt();
    this.wake();
  }

  /** Nothing is asked or told any more. */
  close(): void {
    this.#source.close();
  }

  /** Takes back runs. Those of one group are handed out together, as far as a lane may have them. */
  giveBack(groups: readonly (readonly Job[])[]): void {
    for (const job of groups.flat()) this.#out.delete(job);
    this.#back.add(groups);
    this.wake();
  }

  /** Lays aside a run that another process has. */
  layAside(job: Job): void {
    this.#out.delete(job);
    this.#held.push(job);
    this.wake();
  }

  get laidAside(): readonly PlannedRun[] {
    return this.#held.map(({ run }) => run);
  }

  /** Runs that no lane has or has finished. */
  get untouched(): readonly PlannedRun[] {
    return [...this.#back.jobs, ...this.#waiting.jobs].map(({ run }) => run);
  }

  /** The lane has begun the run. */
  begun(run: PlannedRun): void {
    this.#out.begun(run);
  }

  /** @returns whether the run should pause */
  progressed(run: PlannedRun, snapshots: Snapshots): boolean {
    const report = progressReport(run, snapshots);
    this.#out.advanced(run, report.iteration, this.#pace);
    return this.#tell(report) === 'pause';
  }

  /** @param finals the last value of each metric. Default: the store is asked when somebody needs them */
  settled(run: PlannedRun, outcome: RunOutcome, finals?: ReadonlyMap<string, number>): void {
    this.#out.ended(run, outcome, this.#pace);
    this.#tell(outcomeReport(this.#options.store, run, outcome, finals));
  }

  /** Makes waiting lanes look again. */
  wake(): void {
    this.#wakeUp.all();
  }

  #leave(lane: Lane): void {
    this.#lanes.delete(lane);
    this.wake();
  }

  #tell(report: Report): 'go on' | 'pause' {
    const answer = this.#source.tell(report);
    this.wake();
    return answer;
  }

  #resourcesOf({ shared }: Lane): Resources<Lane> | undefined {
    return shared === undefined ? undefined : this.#resources.get(shared);
  }

  #askingLane(one: Lane): AskingLane {
    const { engine, device } = one;
    const hasLanes = (one: EngineName): boolean => this.#lanesOf(one) > 0;
    const lane: AskingLane = {
      engine,
      isTogether: advancesTogether(device),
      lanesOfEngine: this.#lanesOf(engine),
      fits: (job) => this.#resourcesOf(one)?.fits(needsOf(job)) ?? true,
      batchWork: (job) => this.#pace.ofBatch(engine, job),
      hasUntold: () => this.#out.isAt(one),
      hasLanes,
      engineFor: ({ engines }) => engines.find(hasLanes),
      helpsWith: (job) => this.#helpsWith(lane, job),
    };
    return lane;
  }

  #lanesOf(engine: EngineName): number {
    return [...this.#lanes].filter((lane) => lane.engine === engine).length;
  }

  /** A lane helps if it is through with a run before the run's own engine is through with everything. */
  #helpsWith(lane: AskingLane, job: Job): boolean {
    const engine = lane.engineFor(job);
    if (engine === lane.engine) return true;
    if (engine === undefined) return false;
    const together = this.#pace.ofEngine(engine);
    if (together === undefined) return false; // It has just begun, and will soon be measured.
    const isFor = (one: Job): boolean => lane.engineFor(one) === engine;
    const work =
      this.#waiting.workOf(isFor) + this.#out.workLeft(engine) + workOf(this.#back.jobs.filter(isFor));
    return job.cost / this.#pace.ofRun(lane.engine, job) <= work / together;
  }

  /** Asks another lane for runs that it has not begun. */
  #recallFor(lane: Lane, asking: AskingLane): void {
    const may = (job: Job): boolean => job.engines.includes(lane.engine) && asking.helpsWith(job);
    this.#out.recall(lane, may, asking.isTogether ? 0.5 : 0);
  }

  /** A source may name a run that is already in progress. It is told about the run, but the run is not handed out twice. */
  #added(registered: Added): Added {
    const underWay = this.#underWay();
    const jobs = registered.jobs.filter(
      ({ run: { runId } }) => !underWay.has(runId) && !this.#waiting.has(runId),
    );
    this.#waiting.add(jobs);
    this.#options.observer.added?.(jobs.map(({ run }) => run));
    return { ...registered, jobs };
  }

  /** Runs that lanes have, or will get again without the source asking. */
  #underWay(): Set<number> {
    return new Set([...this.#out.runIds, ...[...this.#back.jobs, ...this.#held].map(({ run }) => run.runId)]);
  }

  #handOut(jobs: readonly Job[], lane: Lane): readonly Job[] {
    for (const job of jobs) {
      this.#waiting.delete(job);
      this.#out.add(job, lane);
    }
    this.#resourcesOf(lane)?.take(lane, needsOf(jobs[0]!));
    this.#pace.began(lane.engine);
    return jobs;
  }

  /** Whether nothing can come back any more that a lane could compute. A lane that dies, or loses its runs, may give some back. */
  #isOver(): boolean {
    const isAble = ({ engines }: Job): boolean => engines.some((engine) => this.#lanesOf(engine) > 0);
    return this.#held.length === 0 && this.#out.size === 0 && !this.#back.jobs.some(isAble);
  }

  /** Waits for runs in progress, here or in another process, or for other lanes, which are about to ask. */
  async #wait(lane: Lane, turn: 'wait' | 'end'): Promise<void> {
    this.#idle.add(lane);
    try {
      if (this.#held.length > 0) return await this.#waitForHeld(turn);
      if (this.#out.size === 0 && this.#idle.size >= this.#lanes.size)
        throw new Error('source: expected runs or the end, found that it waits for nothing');
      await this.#wakeUp.wait(this.#out.hasSpare(lane) ? LOOK_EVERY_MS : Infinity);
    } finally {
      this.#idle.delete(lane);
    }
  }

  async #waitForHeld(turn: 'wait' | 'end'): Promise<void> {
    if (turn === 'wait') await this.#wakeUp.wait(LOOK_EVERY_MS);
    else {
      this.#options.observer.heldElsewhere?.(this.laidAside);
      await sleep(LOOK_EVERY_MS);
    }
    const held = new Set(this.#options.store.heldRuns(this.laidAside.map(({ runId }) => runId)));
    const [still, free] = divided(this.#held, ({ run }) => held.has(run.runId));
    this.#held = still;
    this.giveBack(free.map((job) => [job]));
  }
}

const workOf = (jobs: readonly Job[]): number => jobs.reduce((sum, { cost }) => sum + cost, 0);

function divided<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  const [first, second]: [Item[], Item[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}
