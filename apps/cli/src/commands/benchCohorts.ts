/** `ranksweep bench --device gpu`: runs that a device advances together, and how fast, beside PyTorch and JAX on the same device. */
import { join } from 'node:path';
import {
  availableWorkloads,
  benchWorkload,
  benchWorkloads,
  cohortSides,
  findPeers,
  measureCohorts,
  measurePeak,
  type CohortReport,
  type CohortResult,
} from '@ranksweep/bench';
import { createEngine, engineNames, type Device, type EngineName } from '@ranksweep/engine';
import { chooseLanes } from '@ranksweep/sweep';
import { ascendingNumbers, positiveNumber } from '../optionValues.ts';
import { oneOf } from '../usageError.ts';
import { cohortFigure } from '../plot/cohortFigure.ts';
import { cohortProgress } from '../render/cohortProgress.ts';
import { cohortTables } from '../render/cohortTables.ts';
import { inWords } from '../render/inWords.ts';
import { requireWritable } from '../writableFolder.ts';

const USUAL_WORKLOADS = ['mf', 'htf4', 'cp4'];
const USUAL_SIZES = '1,4,16,64,256,1024';
const ROUNDS = 5;
/** A side that takes longer for one answer hangs: `torch.compile` may take a minute. */
const MOST_MS = 180_000;

export interface BenchCohortsOptions {
  readonly engine?: string;
  /** Default: the best. */
  readonly device?: string;
  /** Numbers of runs, such as `1,4,16`. */
  readonly cohorts?: string;
  readonly seconds: string;
  readonly minutes?: string;
  readonly peers?: boolean;
  readonly python?: string;
  readonly plot?: string;
  readonly json?: boolean;
}

/** @throws InputError for bad usage, and for a device that is not there */
export async function benchCohorts(names: readonly string[], options: BenchCohortsOptions): Promise<void> {
  const chosen = names.length === 0 ? USUAL_WORKLOADS : names;
  for (const name of chosen) {
    oneOf(
      'bench of cohorts',
      name,
      benchWorkloads.map((workload) => workload.name),
    );
  }
  const sizes = ascendingNumbers('--cohorts', options.cohorts ?? USUAL_SIZES, 1);
  const rounds = {
    count: ROUNDS,
    burstMs: (1000 * positiveNumber('--seconds', options.seconds)) / ROUNDS,
  };
  const minutes = options.minutes === undefined ? Infinity : positiveNumber('--minutes', options.minutes);
  if (options.plot !== undefined) requireWritable('--plot', options.plot);
  const { engine, device } = await engineAndDevice(options);
  const workloads = await availableWorkloads(chosen.map(benchWorkload), {});
  const peers = options.peers ? await findPeers(options.python?.split(',')) : undefined;
  const found = peers?.found ?? [];
  const progress = cohortProgress({ workloads, sides: cohortSides(found), sizes, rounds });
  // Milliseconds since the process began.
  const own = { engine, device, mostMs: MOST_MS, endsAt: 60_000 * minutes };

  const peak = await measurePeak(own, rounds).catch((error: Error) =>
    console.error(`products of large matrices are not measured: ${error.message}`),
  );
  const cohorts: CohortResult[] = [];
  for (const workload of workloads) {
    const measured = { ...own, sizes, rounds, peers: found, onProgress: progress };
    cohorts.push(await measureCohorts(workload, measured));
  }
  const report: CohortReport = {
    device,
    engine,
    arithmetic: createEngine(engine).arithmetic,
    ...(peak === undefined ? {} : { peak }),
    cohorts,
    ...(peers === undefined ? {} : { peers }),
  };
  console.log(options.json ? JSON.stringify(report, undefined, 2) : cohortTables(report));
  if (options.plot !== undefined) {
    const { writeFigure } = await import('@ranksweep/plot');
    const paths = await writeFigure(cohortFigure(report), join(options.plot, `cohorts-${engine}`));
    console.error(`Figure: ${inWords(paths)}`);
  }
}

/** The best that fits what is asked for. */
async function engineAndDevice({
  engine,
  device = 'auto',
}: Pick<BenchCohortsOptions, 'engine' | 'device'>): Promise<{ engine: EngineName; device: Device }> {
  const engines = engine === undefined ? undefined : [oneOf('--engine', engine, engineNames())];
  const [place] = await chooseLanes({ engines, device, lanes: 1, usualOnCpu: 1 });
  return place!;
}
