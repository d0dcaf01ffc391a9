/** Simulates a sweep on a large cluster, and tells what that asks of its file server and of its controller. */
import { factorizationSchema } from '../../packages/core/src/index.ts';
import { planUnits } from '../../packages/sweep/src/slurm/claims/units.ts';
import { COLLECT_COST, COLLECT_EVERY_MS } from '../../packages/sweep/src/slurm/paces.ts';
import { VirtualClock } from './clock.ts';
import { Server, type Load } from './server.ts';
import { SharedFolder } from './sharedFolder.ts';
import { Task, type Cluster } from './task.ts';

export interface Scenario {
  readonly runs: number;
  readonly tasks: number;
  /** Runs that a task computes at a time. */
  readonly lanes: number;
  /** `planned`: as `run --launcher slurm` makes them; or so many runs in each. */
  readonly unitSize: 'planned' | number;
  readonly meanRunSeconds: number;
  readonly lookEverySeconds: number;
  readonly publishEverySeconds: number;
  readonly mebibytesOfRun: number;
  /** Tasks whose nodes are lost half way. */
  readonly lostTasks: number;
}

export interface Simulated {
  readonly units: number;
  readonly seconds: number;
  /** What it would take if no lane ever waited. */
  readonly leastSeconds: number;
  readonly files: Load;
  readonly controller: Load;
  /** Runs that no segment has, and runs that several tasks have published. */
  readonly missing: number;
  readonly twice: number;
}

const FILE_SERVER = { atATime: 8, roundTripMs: 0.3 };
const CONTROLLER = { atATime: 1, roundTripMs: 0.3 };
/** Slurm starts tasks one after another. */
const STARTS_PER_SECOND = 50;

export async function simulate(scenario: Scenario): Promise<Simulated> {
  const { runs, tasks, lanes, lostTasks } = scenario;
  const clock = new VirtualClock();
  const fileServer = new Server(clock, FILE_SERVER);
  const controller = new Server(clock, CONTROLLER);
  const files = new SharedFolder(fileServer);
  const random = randomNumbers(1);
  const durations = Float64Array.from(
    { length: runs },
    () => 1000 * scenario.meanRunSeconds * spread(random),
  );
  const leastMs = durations.reduce((sum, ms) => sum + ms, 0) / (tasks * lanes);
  const units = unitsOf(scenario);
  const lost = new Map(
    Array.from({ length: lostTasks }, (_, i) => [Math.floor((i * tasks) / lostTasks), leastMs / 2]),
  );
  const cluster: Cluster = {
    ...scenario,
    clock,
    files,
    controller,
    random,
    units,
    durations,
    lost,
    lookEveryMs: 1000 * scenario.lookEverySeconds,
    publishEveryMs: 1000 * scenario.publishEverySeconds,
  };
  let endedAt = 0;
  let left = tasks;
  const published: number[] = [];
  const start = async (index: number): Promise<void> => {
    await clock.sleep((1000 * index) / STARTS_PER_SECOND);
    const task = new Task(cluster, index);
    await task.run();
    for (const position of task.published) published.push(position);
    endedAt = clock.now();
    left--;
  };
  for (let index = 0; index < tasks; index++) void start(index);
  void collector(cluster, () => left > 0);
  await clock.run();
  const distinct = new Set(published).size;
  return {
    units: units.length,
    seconds: endedAt / 1000,
    leastSeconds: leastMs / 1000,
    files: fileServer.load,
    controller: controller.load,
    missing: runs - distinct,
    twice: published.length - distinct,
  };
}

/** Whoever follows the sweep. */
async function collector({ clock, files }: Cluster, goesOn: () => boolean): Promise<void> {
  const known = new Set<string>();
  while (goesOn()) {
    const startedAt = clock.now();
    for (const name of await files.list('segments')) {
      if (known.has(name)) continue;
      known.add(name);
      await files.readAll(`segments/${name}`).catch(() => {}); // It has been replaced by a later one.
    }
    await clock.sleep(Math.max(COLLECT_EVERY_MS, (clock.now() - startedAt) / COLLECT_COST));
  }
}

function unitsOf({ runs, tasks, unitSize }: Scenario): number[][] {
  if (unitSize !== 'planned') {
    return Array.from({ length: Math.ceil(runs / unitSize) }, (_, unit) =>
      Array.from({ length: Math.min(unitSize, runs - unit * unitSize) }, (__, i) => unit * unitSize + i),
    );
  }
  const config = factorizationSchema.parse({
    model: { kind: 'matrix' },
    task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'matrix', rank: 1 } },
    init: { std: 0.01 },
    seed: 0,
  });
  return planUnits(
    Array.from({ length: runs }, (_, position) => ({ position, config })),
    { tasks },
  );
}

/** mulberry32: the same numbers each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Log-normal with mean 1: most runs are shorter, and one in twenty takes three times as long. */
function spread(random: () => number): number {
  const sigma = 0.8;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal - sigma ** 2 / 2);
}
