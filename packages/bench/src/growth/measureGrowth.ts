/** Measures the processor time of commands that people wait for, on databases with more and more runs or points. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { GROWTH_SWEEP, growthDefinition, overrideFor, RUNS_PER_STD } from './definition.ts';
import { fillDatabase, type DatabaseSize } from './fillDatabase.ts';
import { growthExponent, nLogNExponent, type Measured } from './growth.ts';

export interface GrowthOptions {
  /** Sizes of the databases with few points a run, ascending. */
  readonly runs: readonly number[];
  /** Sizes of the databases of few runs, ascending. */
  readonly points: readonly number[];
  /** Short work is measured this many times, and the least time counts. */
  readonly tries: number;
  /** How the `ranksweep` command is started: Node, and first words. */
  readonly ranksweep: readonly string[];
  /** Reads and draws the dashboard's first screen. */
  readonly drawFirstScreen: (db: string) => void;
  readonly progress: (text: string) => void;
}

export interface GrowthRow {
  readonly work: string;
  readonly of: 'runs' | 'points';
  readonly measured: readonly Measured[];
  /** Of n^p; undefined where the time does not grow. */
  readonly exponent: number | undefined;
  /** What n log n would have. */
  readonly allowed: number;
}

/** Few points a run, and few runs. */
const POINTS_PER_RUN = 20;
const FEW_RUNS = 25 * RUNS_PER_STD;
/** The time below which a command only starts the program. */
const NEXT_TO_NOTHING: DatabaseSize = { runs: RUNS_PER_STD, points: RUNS_PER_STD };
const SHORT_MS = 3000;

const TELL_PROCESSOR_TIME = new URL('tellProcessorTime.ts', import.meta.url).href;

interface Work {
  readonly name: string;
  /** @returns milliseconds of processor time */
  readonly run: (place: Place) => number | Promise<number>;
}

/** A database, and a folder for what is written of it. */
interface Place {
  readonly folder: string;
  readonly db: string;
  readonly runs: number;
}

export async function measureGrowth(options: GrowthOptions): Promise<GrowthRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-growth-'));
  try {
    const works = worksOf(options);
    const empty = await measureDatabase(folder, NEXT_TO_NOTHING, works, options);
    const byRuns = options.runs.map((runs) => ({ runs, points: POINTS_PER_RUN * runs }));
    const byPoints = options.points.map((points) => ({ runs: FEW_RUNS, points }));
    return [
      ...(await measureSeries('runs', byRuns, { folder, works, empty, options })),
      ...(await measureSeries('points', byPoints, { folder, works: works.slice(1), empty, options })),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Series {
  readonly folder: string;
  readonly works: readonly Work[];
  readonly empty: MeasuredDatabase;
  readonly options: GrowthOptions;
}

async function measureSeries(
  of: GrowthRow['of'],
  sizes: readonly DatabaseSize[],
  { folder, works, empty, options }: Series,
): Promise<GrowthRow[]> {
  const times = new Map<string, Measured[]>(works.map(({ name }) => [name, []]));
  for (const size of sizes) {
    const measured = await measureDatabase(folder, size, works, options);
    for (const [name, ms] of measured.times) times.get(name)!.push({ size: measured.size[of], ms });
  }
  return works.map(({ name }) => {
    const measured = times.get(name)!;
    const exponent = growthExponent(measured, empty.times.get(name)!);
    return { work: name, of, measured, exponent, allowed: nLogNExponent(measured) };
  });
}

interface MeasuredDatabase {
  /** What was written. */
  readonly size: DatabaseSize;
  /** Milliseconds by the name of the work. */
  readonly times: ReadonlyMap<string, number>;
}

async function measureDatabase(
  folder: string,
  size: DatabaseSize,
  works: readonly Work[],
  { tries, progress }: GrowthOptions,
): Promise<MeasuredDatabase> {
  const db = join(folder, 'growth.db');
  const startedAt = performance.now();
  const { runs, points } = fillDatabase(db, size);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const mib = Math.round(statSync(db).size / 2 ** 20);
  progress(`${runs} runs, ${points} points: written in ${seconds} s, ${mib} MiB`);
  try {
    const times = new Map<string, number>();
    for (const { name, run } of works) {
      times.set(name, await leastMs(() => run({ folder, db, runs: size.runs }), tries));
      progress(`  ${name}: ${(times.get(name)! / 1000).toFixed(2)} s`);
    }
    return { size: { runs, points }, times };
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(db + end, { force: true });
  }
}

async function leastMs(run: () => number | Promise<number>, tries: number): Promise<number> {
  const times: number[] = [];
  do {
    times.push(await run());
  } while (times.length < tries && times.at(-1)! < SHORT_MS);
  return Math.min(...times);
}

/** Processor time of this process for some work. */
function ownTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Planning, which needs no database, comes first. */
function worksOf({ ranksweep: [program, ...first], drawFirstScreen }: GrowthOptions): Work[] {
  const command = async (...words: string[]): Promise<number> => {
    const { stdio } = await execa(program!, ['--import', TELL_PROCESSOR_TIME, ...first, ...words], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    return Number(stdio[3]);
  };
  return [
    {
      name: 'plan',
      run: ({ folder, runs }) => {
        const path = join(folder, 'growth.json');
        writeFileSync(path, JSON.stringify(growthDefinition));
        return command('run', path, overrideFor(runs), '--dry-run');
      },
    },
    { name: 'list', run: ({ db }) => command('list', '--db', db) },
    { name: 'show', run: ({ db }) => command('show', GROWTH_SWEEP, '--db', db) },
    { name: 'holes', run: ({ db }) => command('holes', GROWTH_SWEEP, '--db', db) },
    { name: 'dashboard', run: ({ db }) => ownTime(() => drawFirstScreen(db)) },
    {
      name: 'plot',
      run: ({ db, folder }) => command('plot', GROWTH_SWEEP, '--db', db, '--out', folder, '--format', 'svg'),
    },
    {
      name: 'export',
      run: ({ db, folder }) => {
        const out = join(folder, 'growth.parquet');
        return command('export', GROWTH_SWEEP, '--format', 'parquet', '--out', out, '--force', '--db', db);
      },
    },
  ];
}
