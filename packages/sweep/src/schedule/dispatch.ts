/** Hands out runs to free lanes: first the runs to be tried again, then what the source provides. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Device, EngineName } from '@ranksweep/engine';
import type { Snapshots } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import { endOf } from './endOf.ts';
import { advancesTogether } from '../launch/devices/chooseLanes.ts';
import type { BatchAtWork, Lane, SharedResources } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import { needAlike, needsOf } from './byNeeds.ts';
import { HandedOut } from './handedOut.ts';
import { Pace } from './pace.ts';
import { Resources } from './resources.ts';
import type {
  Added,
  AskingLane,
  Job,
  OutcomeReport,
  Report,
  RunSource,
  SourceFactory,
  SourceOptions,
  Turn,
} from './source.ts';
import { WaitingWork } from './waitingWork.ts';

/** The most runs per batch: for lanes that compute them in turn, and for lanes that advance them together. */
const MOST_RUNS = 64;
const MOST_TOGETHER = 512;
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
  readonly #source: RunSource;
  readonly #pace = new Pace();
  /** Lanes that have not ended, and those of them that wait for runs. */
  readonly #lanes: Set<Lane>;
  readonly #idle = new Set<Lane>();
  /** The answer to the last question; a source gets only one question at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  /** Runs that came back. Those of one group are handed out together. */
  #back: (readonly Job[])[] = [];
  /** Runs that other processes have. */
  #held: Job[] = [];
  /** Runs that lanes have. */
  readonly #out = new HandedOut();
  /** What is left of what lanes share. */
  readonly #resources = new Map<SharedResources, Resources<Lane>>();
  /** Runs that the source has not handed out yet. */
  readonly #waiting = new WaitingWork();
  #reports = 0;
  #hasLostLanes = false;
  #wakeUp = Promise.withResolvers<void>();
  readonly #interruption = Promise.withResolvers<'end'>();
  #failure: { readonly error: unknown } | undefined;

  constructor(source: SourceFactory, start: Start, options: DispatchOptions) {
    this.#options = options;
    const { lanes } = options;
    this.#lanes = new Set(lanes);
    for (const { shared } of lanes)
      if (shared !== undefined) this.#resources.set(shared, new Resources(shared));
    this.#waiting.add(start.jobs);
    this.#source = source({
      ...start,
      lanes: lanes.length,
      isTogether: (engine) => lanes.some((lane) => lane.engine === engine && advancesTogether(lane.device)),
      register: async (runs) => this.#added(await start.register(runs)),
      skip: (skipped) => {
        for (const { job } of skipped) this.#waiting.delete(job);
        start.skip(skipped);
      },
      resultOf: (run) => this.#resultOf(run),
      valueAt: ({ runId }, metric, iteration) =>
        this.#options.store.trajectory(runId, [metric], iteration)[0]?.values.at(-1),
    });
  }

  /**
   * The next batch for a lane. Empty if nothing is left for it, or if the sweep is interrupted; the lane then asks no more.
   * @throws what the source throws; Error if it waits although nothing is running
   */
  async next(lane: Lane): Promise<readonly Job[]> {
    const asking = this.#askingLane(lane);
    while (!this.#options.isInterrupted()) {
      const back = this.#takeBack(asking);
      if (back.length > 0) return this.#handOut(back, lane);
      const reports = this.#reports;
      const turn = await this.#ask(asking);
      if (typeof turn !== 'string') {
        if (turn.length === 0) throw new Error('source: expected runs, wait or end, found no runs');
        this.#requireNew(turn);
        const own = alike(turn.filter((job) => job.engines.includes(lane.engine) && asking.fits(job)));
        const others = turn.filter((job) => !own.includes(job));
        if (others.length > 0) this.giveBack([others]);
        if (own.length > 0) return this.#handOut(own, lane);
        continue;
      }
      if (this.#reports !== reports || this.#hasBack(asking)) continue;
      if (turn === 'end' && this.#isOver()) break;
      this.#recallFor(lane, asking);
      await this.#wait(lane, turn);
    }
    this.#leave(lane);
    if (this.#failure !== undefined) throw this.#failure.error;
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
    this.#interruption.resolve('end');
    this.wake();
  }

  /** Takes back runs. Those of one group are handed out together, as far as a lane may have them. */
  giveBack(groups: readonly (readonly Job[])[]): void {
    for (const job of groups.flat()) this.#out.delete(job);
    this.#back.push(...groups.filter(({ length }) => length > 0));
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
    return [...this.#back.flat(), ...this.#waiting.jobs].map(({ run }) => run);
  }

  /** The lane has begun the run. */
  begun(run: PlannedRun): void {
    this.#out.begun(run);
  }

  /** @returns whether the run should pause */
  progressed(run: PlannedRun, snapshots: Snapshots): boolean {
    const { iterations, loss } = snapshots;
    const iteration = iterations.at(-1)!;
    this.#out.advanced(run, iteration, this.#pace);
    const values = (): ReadonlyMap<string, number> => lastValues(snapshots);
    return this.#tell({ kind: 'progress', run, iteration, loss, values }) === 'pause';
  }

  settled(run: PlannedRun, outcome: RunOutcome): void {
    this.#out.ended(run, outcome, this.#pace);
    this.#tell(this.#reportOf(run, outcome));
  }

  /** Makes waiting lanes look again. */
  wake(): void {
    this.#wakeUp.resolve();
    this.#wakeUp = Promise.withResolvers();
  }

  #leave(lane: Lane): void {
    this.#lanes.delete(lane);
    this.wake();
  }

  #reportOf(run: PlannedRun, outcome: RunOutcome): OutcomeReport {
    return { kind: 'outcome', run, outcome, values: () => this.#options.store.finals(run.runId) };
  }

  /** The result of a run that has ended, as the store has it. */
  #resultOf(run: PlannedRun): OutcomeReport {
    const row = this.#options.store.run(run.runId);
    if (row?.status === 'done' || row?.status === 'diverged') return this.#reportOf(run, endOf(row));
    throw new Error(
      `source: expected a run that has ended, found run ${run.runId}, ${row?.status ?? 'which is not there'}`,
    );
  }

  /** An error of the source must not undo what it was told, which is already in the store. */
  #tell(report: Report): 'go on' | 'pause' {
    let answer: 'go on' | 'pause' = 'go on';
    try {
      answer = this.#source.tell(report);
    } catch (error) {
      this.#failure ??= { error };
      this.#options.onFailure();
    }
    this.#reports++;
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
      speedOf: (job) => this.#pace.ofRun(engine, job),
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
      this.#waiting.workOf(isFor) + this.#out.workLeft(engine) + workOf(this.#back.flat().filter(isFor));
    return job.cost / this.#pace.ofRun(lane.engine, job) <= work / together;
  }

  /** Runs that came back and that the lane should have: all of a group, or the one that it helps with. */
  #takeBack(lane: AskingLane): readonly Job[] {
    const at = this.#back.findLastIndex((group) => this.#ofGroup(lane, group).length > 0);
    if (at < 0) return [];
    const taken = this.#ofGroup(lane, this.#back[at]!);
    const rest = this.#back[at]!.filter((job) => !taken.includes(job));
    this.#back.splice(at, 1, ...(rest.length > 0 ? [rest] : []));
    return taken;
  }

  #hasBack(lane: AskingLane): boolean {
    return this.#back.some((group) => this.#ofGroup(lane, group).length > 0);
  }

  #ofGroup(lane: AskingLane, group: readonly Job[]): readonly Job[] {
    const fitting = group.filter((job) => lane.fits(job));
    const own = alike(fitting.filter((job) => lane.engineFor(job) === lane.engine));
    // Lanes that compute runs in turn share them.
    const most = lane.isTogether ? own.length : Math.ceil(own.length / (2 * lane.lanesOfEngine));
    if (own.length > 0) return own.slice(0, most);
    const one = fitting.find((job) => job.engines.includes(lane.engine) && lane.helpsWith(job));
    return one === undefined ? [] : [one];
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
    return new Set([
      ...this.#out.runIds,
      ...[...this.#back.flat(), ...this.#held].map(({ run }) => run.runId),
    ]);
  }

  /** @throws Error for a run that is in progress, or an invalid iteration to pause at */
  #requireNew(jobs: readonly Job[]): void {
    const underWay = this.#underWay();
    for (const { run, pauseAt = 0 } of jobs) {
      if (underWay.has(run.runId)) {
        throw new Error(`source: expected runs that no lane has, found run ${run.runId}, which one has`);
      }
      underWay.add(run.runId);
      if (!Number.isSafeInteger(pauseAt) || pauseAt < 0) {
        throw new Error(`source: expected pauseAt to be an iteration, found ${pauseAt} for run ${run.runId}`);
      }
    }
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

  async #ask(lane: AskingLane): Promise<Turn> {
    const { isInterrupted } = this.#options;
    const mostRuns = lane.isTogether ? MOST_TOGETHER : MOST_RUNS;
    const asking = this.#asking.then(() => (isInterrupted() ? 'end' : this.#source.next(mostRuns, lane)));
    this.#asking = asking.catch(() => {}); // The caller handles it.
    return Promise.race([asking, this.#interruption.promise]);
  }

  /** Whether nothing can come back any more that a lane could compute. A lane that dies, or loses its runs, may give some back. */
  #isOver(): boolean {
    const isAble = ({ engines }: Job): boolean => engines.some((engine) => this.#lanesOf(engine) > 0);
    return this.#held.length === 0 && this.#out.size === 0 && !this.#back.flat().some(isAble);
  }

  /** Waits for runs in progress, here or in another process, or for other lanes, which are about to ask. */
  async #wait(lane: Lane, turn: 'wait' | 'end'): Promise<void> {
    this.#idle.add(lane);
    try {
      if (this.#held.length > 0) return await this.#waitForHeld(turn);
      if (this.#out.size === 0 && this.#idle.size >= this.#lanes.size)
        throw new Error('source: expected runs or the end, found that it waits for nothing');
      if (this.#out.hasSpare(lane)) await this.#wakeUpWithin(LOOK_EVERY_MS);
      else await this.#wakeUp.promise;
    } finally {
      this.#idle.delete(lane);
    }
  }

  async #waitForHeld(turn: 'wait' | 'end'): Promise<void> {
    if (turn === 'wait') await this.#wakeUpWithin(LOOK_EVERY_MS);
    else {
      this.#options.observer.heldElsewhere?.(this.laidAside);
      await sleep(LOOK_EVERY_MS);
    }
    const held = new Set(this.#options.store.heldRuns(this.laidAside.map(({ runId }) => runId)));
    const [still, free] = divided(this.#held, ({ run }) => held.has(run.runId));
    this.#held = still;
    this.giveBack(free.map((job) => [job]));
  }

  async #wakeUpWithin(ms: number): Promise<void> {
    const over = new AbortController();
    const slept = sleep(ms, undefined, { signal: over.signal }).catch(() => {});
    await Promise.race([this.#wakeUp.promise, slept]);
    over.abort();
  }
}

/** Those that need the same as the first. */
const alike = (jobs: readonly Job[]): readonly Job[] => jobs.filter((job) => needAlike(job, jobs[0]!));

const workOf = (jobs: readonly Job[]): number => jobs.reduce((sum, { cost }) => sum + cost, 0);

function divided<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  const [first, second]: [Item[], Item[]] = [[], []];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
}

const lastValues = ({ metrics, iterations, values }: Snapshots): ReadonlyMap<string, number> =>
  new Map(metrics.map((metric, m) => [metric, values[(m + 1) * iterations.length - 1]!]));
