import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { Claims, type Claim } from '../../src/slurm/claims/claims.ts';
import type { Life, Liveness } from '../../src/slurm/claims/liveness.ts';
import { Mark } from '../../src/slurm/claims/mark.ts';
import { sharedFiles } from '../../src/slurm/claims/sharedFiles.ts';
import { taskName, type TaskId } from '../../src/slurm/folder.ts';
import { HostileFolder } from './hostileFolder.ts';

/** Many more than a task needs, so that one that waits for ever is found. */
const MOST_QUESTIONS = 1000;
const FOLDER = '/shared/claims';

/** A cluster of tasks that do nothing but claim, on a folder that does its worst. */
class Cluster {
  readonly published = new Set<number>();
  /** Names of tasks by `UNIT.ATTEMPT`. */
  readonly holders = new Map<string, string>();
  readonly problems: string[] = [];
  readonly #dead = new Set<string>();
  readonly #chance: { below(below: number): number };
  readonly #folder: HostileFolder;
  readonly #units: number;
  readonly #tasks: number;
  #deathsLeft: number;

  constructor(options: {
    readonly chance: { below(below: number): number };
    readonly turn: () => Promise<unknown>;
    readonly units: number;
    readonly tasks: number;
    readonly deaths: number;
    readonly faults: number;
  }) {
    this.#chance = options.chance;
    this.#folder = new HostileFolder(options.chance, options.turn, options.faults);
    this.#units = options.units;
    this.#tasks = options.tasks;
    this.#deathsLeft = options.deaths;
  }

  get names(): string[] {
    return this.#folder.names;
  }

  /** Starts every task, and again whenever it has died. Resolves once all have ended by themselves. */
  async run(): Promise<void> {
    const indices = Array.from({ length: this.#tasks }, (_, index) => index);
    await Promise.all(indices.map((index) => this.#restarting(index)));
  }

  async #restarting(index: number): Promise<void> {
    for (let restart = 0; ; restart++) {
      const task = { job: 1, index, restart, start: 1 };
      if ((await Promise.race([this.#work(task), this.#death(task)])) === 'ended') return;
    }
  }

  /** Resolves when the task dies. */
  #death(task: TaskId): Promise<'dead'> {
    return new Promise((resolve) => this.#whenDead.set(taskName(task), () => resolve('dead')));
  }

  readonly #whenDead = new Map<string, () => void>();

  #maybeDie(task: TaskId): boolean {
    const name = taskName(task);
    if (this.#dead.has(name)) return true;
    if (this.#deathsLeft === 0 || this.#chance.below(12) > 0) return false;
    this.#deathsLeft--;
    this.#dead.add(name);
    this.#whenDead.get(name)!();
    return true;
  }

  async #work(task: TaskId): Promise<'ended'> {
    const files = this.#folder.client(() => this.#maybeDie(task));
    const liveness: Liveness = {
      // Slurm sometimes does not answer.
      of: async (tasks) => {
        const answers = this.#chance.below(4) > 0;
        const lifeOf = (name: string): Life =>
          answers ? (this.#dead.has(name) ? 'gone' : 'alive') : 'unknown';
        return new Map(tasks.map(taskName).map((name) => [name, lifeOf(name)]));
      },
    };
    const claims = new Claims({
      files,
      folder: FOLDER,
      mark: new Mark(files, FOLDER, task),
      units: this.#units,
      place: task.index,
      tasks: this.#tasks,
      liveness,
      random: () => this.#chance.below(1000) / 1000,
    });
    for (let asked = 0; ; asked++) {
      if (asked > MOST_QUESTIONS) throw new Error(`${taskName(task)} is stuck`);
      const next = await again(async () => (await claims.takeFree()) ?? (await claims.takeOver()));
      if (next === 'nothing') return 'ended';
      if (next === 'others') {
        if (!(await again(() => claims.isGuard()))) return 'ended';
        continue;
      }
      this.#note(next, task);
      if (!(await again(() => claims.stands(next)))) continue;
      this.published.add(next.unit);
      await again(() => claims.done(next));
    }
  }

  #note({ unit, attempt, earlier }: Claim, task: TaskId): void {
    const name = `${unit}.${attempt}`;
    const own = taskName(task);
    const holder = this.holders.get(name);
    if (holder !== undefined && holder !== own) this.problems.push(`${name}: ${holder} and ${own} have it`);
    this.holders.set(name, own);
    if (earlier.length !== attempt - 1) this.problems.push(`${name}: knows ${earlier.length} earlier tasks`);
    for (const one of earlier) {
      if (!this.#dead.has(taskName(one)))
        this.problems.push(`${name}: taken from ${taskName(one)}, which is alive`);
    }
  }
}

/** Like a task: trouble with the folder is waited for. */
async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!['EIO', 'ENOSPC', 'ETIMEDOUT'].includes((error as { code: string }).code)) throw error;
    }
  }
}

it('gives every unit to one task at a time, and each to somebody in the end, whatever file system and tasks suffer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.gen(),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, draw, units, tasks) => {
        const cluster = new Cluster({
          chance: { below: (below) => draw(fc.nat, { max: below - 1 }) },
          turn: () => scheduler.schedule(Promise.resolve()),
          units,
          tasks,
          deaths: 4,
          faults: 12,
        });
        await scheduler.waitFor(cluster.run());
        expect(cluster.problems).toEqual([]);
        expect([...cluster.published].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: units }, (_, unit) => unit),
        );
      },
    ),
    { numRuns: 100, endOnFailure: true },
  );
}, 120_000);

it('tells a task whose unit another has taken over that it has lost it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const gone = new Set<string>();
  const claimsOf = (index: number): Claims =>
    new Claims({
      files: sharedFiles,
      folder,
      mark: new Mark(sharedFiles, folder, { job: 1, index, restart: 0, start: 1 }),
      units: 1,
      place: 0,
      tasks: 1,
      liveness: {
        of: async (tasks) =>
          new Map(tasks.map(taskName).map((name) => [name, gone.has(name) ? 'gone' : 'alive'])),
      },
      random: () => 0,
    });
  const [first, second] = [claimsOf(1), claimsOf(2)];
  const claim = (await first.takeFree())!;
  expect(await second.takeFree()).toBeUndefined();
  expect(await second.takeOver()).toBe('others');
  expect(await first.stands(claim)).toBe(true);
  gone.add('1_1.0.1');
  expect(await second.takeOver()).toEqual({
    unit: 0,
    attempt: 2,
    earlier: [{ job: 1, index: 1, restart: 0, start: 1 }],
  });
  expect(await first.stands(claim)).toBe(false);
  expect(await first.takeOver()).toBe('others');
  await second.done({ unit: 0 });
  expect(await first.takeOver()).toBe('nothing');
});

it('does not take over what has been done since it looked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const claimsOf = (index: number, lifeOfOthers: () => Promise<Life>): Claims =>
    new Claims({
      files: sharedFiles,
      folder,
      mark: new Mark(sharedFiles, folder, { job: 1, index, restart: 0, start: 1 }),
      units: 2,
      place: 0,
      tasks: 1,
      liveness: {
        of: async (tasks) => {
          const life = await lifeOfOthers();
          return new Map(tasks.map((task) => [taskName(task), life]));
        },
      },
      random: () => 0,
    });
  const first = claimsOf(1, async () => 'alive');
  await first.takeFree();
  await first.takeFree();
  const second = claimsOf(2, async () => {
    await first.done({ unit: 0 });
    return 'gone';
  });
  expect(await second.takeFree()).toBeUndefined();
  expect(await second.takeOver()).toMatchObject({ unit: 1, attempt: 2 });
});

it('looks up few owners for a task that has nothing to do, and all for the guard', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const units = 300;
  let reads = 0;
  const claimsOf = (index: number): Claims => {
    const files = { ...sharedFiles, read: (path: string) => (reads++, sharedFiles.read(path)) };
    return new Claims({
      files,
      folder,
      mark: new Mark(files, folder, { job: 1, index, restart: 0, start: 1 }),
      units,
      place: 0,
      tasks: 1,
      liveness: { of: async (tasks) => new Map(tasks.map((task) => [taskName(task), 'alive'])) },
      random: () => 0.9,
    });
  };
  const first = claimsOf(1);
  for (let unit = 0; unit < units; unit++) expect(await first.takeFree()).toMatchObject({ unit });
  const second = claimsOf(2);
  expect(await second.takeFree()).toBeUndefined();
  reads = 0;
  expect(await second.takeOver()).toBe('others');
  expect(reads).toBe(32);
  expect(await second.isGuard()).toBe(true);
  expect(await second.takeOver()).toBe('others');
  expect(reads).toBeGreaterThanOrEqual(units);
});

it('tells of every owner that a unit has had, the latest first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const claimsOf = (index: number): Claims =>
    new Claims({
      files: sharedFiles,
      folder,
      mark: new Mark(sharedFiles, folder, { job: 1, index, restart: 0, start: 1 }),
      units: 1,
      place: 0,
      tasks: 1,
      liveness: { of: async (tasks) => new Map(tasks.map((task) => [taskName(task), 'gone'])) },
      random: () => 0,
    });
  await claimsOf(1).takeFree();
  await claimsOf(2).takeOver();
  await claimsOf(3).takeOver();
  const claim = await claimsOf(4).takeOver();
  expect(claim).toMatchObject({ attempt: 4, earlier: [{ index: 3 }, { index: 2 }, { index: 1 }] });
});

it('finds a claim of its own of which it was not told whether it had succeeded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const task = { job: 1, index: 1, restart: 0, start: 1 };
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };
  let isServerAway = true;
  const files = {
    ...sharedFiles,
    /** Carried out, but the reply is lost: the request is repeated. */
    link: async (existing: string, path: string) => {
      await sharedFiles.link(existing, path);
      fail('EEXIST');
    },
    read: (path: string) => (isServerAway ? fail('EIO') : sharedFiles.read(path)),
  };
  const mark = new Mark(files, folder, task);
  const liveness: Liveness = { of: async () => new Map() };
  const claims = new Claims({ files, folder, mark, units: 2, place: 0, tasks: 1, liveness, random: () => 0 });
  await expect(claims.takeFree()).rejects.toMatchObject({ code: 'EIO' });
  isServerAway = false;
  expect(await mark.place('other')).toBe(true);
  expect(await mark.place('other')).toBe(true);
  expect(await new Mark(files, folder, task).place('other')).toBe(false);
  // The lost one is taken up again; the other one is told of as it is claimed.
  expect(await claims.takeOver('all')).toEqual({ unit: 0, attempt: 1, earlier: [] });
  expect(await claims.takeFree()).toEqual({ unit: 1, attempt: 1, earlier: [] });
  expect(await claims.takeOver('all')).toBe('others');
});

it('gives a claim that nobody can read to whoever comes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, '0.1'), '');
  const task = { job: 1, index: 1, restart: 0, start: 1 };
  const claims = new Claims({
    files: sharedFiles,
    folder,
    mark: new Mark(sharedFiles, folder, task),
    units: 1,
    place: 0,
    tasks: 1,
    liveness: { of: async () => new Map() },
    random: () => 0,
  });
  expect(await claims.takeFree()).toBeUndefined();
  expect(await claims.takeOver()).toEqual({ unit: 0, attempt: 2, earlier: [] });
});

it('has a task stay as long as nobody knows whether another one does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  let life: Life = 'alive';
  const claimsOf = (index: number): Claims =>
    new Claims({
      files: sharedFiles,
      folder,
      mark: new Mark(sharedFiles, folder, { job: 1, index, restart: 0, start: 1 }),
      units: 1,
      place: 0,
      tasks: 1,
      liveness: { of: async (tasks) => new Map(tasks.map((task) => [taskName(task), life])) },
      random: () => 0,
    });
  const [first, second] = [claimsOf(1), claimsOf(2)];
  expect(await first.isGuard()).toBe(true);
  expect(await second.isGuard()).toBe(false);
  life = 'unknown';
  expect(await second.isGuard()).toBe(true);
  life = 'gone';
  expect(await second.isGuard()).toBe(true);
  life = 'alive';
  expect(await first.isGuard()).toBe(true);
  expect(await claimsOf(3).isGuard()).toBe(false);
});

it('gives each unit to one of several processes that want all of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ranksweep-claims-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = fileURLToPath(new URL('claimer.ts', import.meta.url));
  const [units, tasks] = [200, 4];
  const processes = Array.from({ length: tasks }, (_, index) =>
    promisify(execFile)(process.execPath, [script, folder, String(index), String(units), '1']),
  );
  const printed = (await Promise.all(processes)).map(({ stdout }) => stdout.split('\n').filter(Boolean));
  expect(
    printed
      .flat()
      .map(Number)
      .toSorted((a, b) => a - b),
  ).toEqual(Array.from({ length: units }, (_, unit) => unit));
}, 120_000);
