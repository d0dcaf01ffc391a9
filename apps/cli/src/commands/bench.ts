/** `ranksweep bench`: what this machine gives, and what it gives to others. */
import { availableParallelism } from 'node:os';
import {
  availableWorkloads,
  benchWorkloads,
  comparePeers,
  findPeers,
  measureGrowth,
  measureMerging,
  measurePrograms,
  measureScheduling,
  measureSearch,
  measureWorkload,
  type BenchWorkload,
  type GrowthRow,
  type MergingRow,
  type PeerContest,
  type PeerResult,
  type PeersFound,
  type ProgramsResult,
  type Rounds,
  type SchedulingResult,
  type SearchBench,
  type WorkloadResult,
} from '@ranksweep/bench';
import { firstScreen } from '@ranksweep/dashboard';
import { cpuName, engineNames } from '@ranksweep/engine';
import { ascendingNumbers, laneCount, positiveNumber } from '../optionValues.ts';
import { oneOf } from '../usageError.ts';
import { ranksweep } from '../ranksweepCommand.ts';
import { benchCohorts, type BenchCohortsOptions } from './benchCohorts.ts';
import { benchConvnets } from './benchConvnets.ts';
import { searchTables } from '../render/searchBench.ts';
import { growthTables } from '../render/growthTables.ts';
import { mergingTable } from '../render/mergingTable.ts';
import { renderTable } from '../render/table.ts';

/** Those that advance a run at a time. The reference engine is written for reading. */
const ENGINES_OF_SINGLE_RUNS = ['wasm', 'wasm-fma', 'wasm-plain'];
const SCHEDULING = 'scheduling';
/** Beside xargs and Optuna; measured only when it is named. */
const PROGRAMS = 'programs';
/** Samplers beside Optuna's; the same. */
const SEARCH = 'search';
/** It takes minutes, and is measured only when it is named. */
const GROWTH = 'growth';
/** The same: thousands of databases are written first. */
const MERGE = 'merge';
/** Trainings of networks, which are named after it. */
const CONVNET = 'convnet';
const ROUNDS = 10;
const SCHEDULING_ROUNDS = 2;
const GROWTH_TRIES = 3;

export interface BenchOptions extends BenchCohortsOptions {
  readonly lanes?: string;
  readonly runs: string;
  readonly points: string;
}

interface BenchReport {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly engine: string;
  readonly workloads: WorkloadResult[];
  scheduling?: SchedulingResult;
  programs?: ProgramsResult;
  search?: SearchBench;
  growth?: GrowthRow[];
  merge?: MergingRow[];
  peers?: PeersFound & { readonly results: PeerResult[] };
}

/** @throws InputError for bad usage */
export async function bench(names: readonly string[], options: BenchOptions): Promise<void> {
  if (names[0] === CONVNET) return benchConvnets(names.slice(1), options, roundsOf(options));
  if (isOfCohorts(options)) return benchCohorts(names, options);
  const engine = oneOf('--engine', options.engine ?? 'wasm', ENGINES_OF_SINGLE_RUNS);
  const chosen = chooseWorkloads(names);
  const lanes = laneCount(options.lanes);
  const rounds = roundsOf(options);
  const progress = (text: string): void => {
    if (!options.json) console.error(text);
  };
  const report: BenchReport = {
    machine: { cpu: cpuName(), cores: availableParallelism(), node: process.version },
    engine,
    workloads: [],
  };
  const available = await availableWorkloads(chosen, {
    // Without its images a workload that nobody asked for is left out.
    ...(names.length === 0 && {
      leaveOut: ({ name }, error) => console.error(`left out: ${name}. ${error.message}`),
    }),
  });
  for (const workload of available) {
    progress(`${workload.title} ...`);
    report.workloads.push(await measureWorkload(workload, engine, rounds));
  }
  if (names.length === 0 || names.includes(SCHEDULING)) {
    progress('scheduling ...');
    report.scheduling = await measureScheduling(engine, lanes, SCHEDULING_ROUNDS);
  }
  if (names.includes(PROGRAMS)) {
    progress('programs ...');
    report.programs = await measurePrograms({
      lanes,
      rounds: SCHEDULING_ROUNDS,
      pythons: options.python?.split(','),
    });
  }
  if (names.includes(SEARCH)) {
    report.search = await measureSearch({ lanes, pythons: options.python?.split(','), progress });
  }
  if (names.includes(GROWTH)) {
    report.growth = await measureGrowth({
      // None so small that its logarithm is 0.
      runs: ascendingNumbers('--runs', options.runs, 2),
      points: ascendingNumbers('--points', options.points, 2),
      tries: GROWTH_TRIES,
      ranksweep,
      drawFirstScreen: (db) => firstScreen(db, { width: 120, height: 40 }),
      progress,
    });
  }
  if (names.includes(MERGE)) report.merge = await measureMerging({ progress });
  if (options.peers)
    report.peers = await measurePeers(available, options.python, { engine, rounds, progress });
  console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report));
}

const roundsOf = ({ seconds }: BenchOptions): Rounds => ({
  count: ROUNDS,
  burstMs: (1000 * positiveNumber('--seconds', seconds)) / ROUNDS,
});

/** Engines that advance runs together are measured by these. */
const isOfCohorts = ({ device, cohorts, engine = 'wasm' }: BenchOptions): boolean =>
  device !== undefined ||
  cohorts !== undefined ||
  (engineNames().includes(engine) && !['reference', ...ENGINES_OF_SINGLE_RUNS].includes(engine));

async function measurePeers(
  workloads: readonly BenchWorkload[],
  pythons: string | undefined,
  { engine, rounds, progress }: Pick<Required<PeerContest>, 'engine' | 'rounds' | 'progress'>,
): Promise<NonNullable<BenchReport['peers']>> {
  const peers = await findPeers(pythons?.split(','));
  const results: PeerResult[] = [];
  for (const workload of peers.found.length > 0 ? workloads : []) {
    progress(`${workload.title}, beside ${peers.found.map(({ name }) => name).join(' and ')} ...`);
    results.push(...(await comparePeers(workload, { engine, peers: peers.found, rounds, progress })));
  }
  return { ...peers, results };
}

function chooseWorkloads(names: readonly string[]): typeof benchWorkloads {
  const known = [
    ...benchWorkloads.map(({ name }) => name),
    SCHEDULING,
    PROGRAMS,
    SEARCH,
    GROWTH,
    MERGE,
    CONVNET,
  ];
  for (const name of names) oneOf('bench', name, known);
  return names.length === 0 ? benchWorkloads : benchWorkloads.filter(({ name }) => names.includes(name));
}

function renderReport(report: BenchReport): string {
  const { machine, engine, workloads, scheduling, programs, search, growth, merge, peers } = report;
  const sections = [`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, engine ${engine}`];
  if (workloads.length > 0) sections.push(renderWorkloads(workloads));
  if (scheduling) sections.push(renderScheduling(scheduling));
  if (programs) sections.push(renderPrograms(programs));
  if (search) sections.push(searchTables(search));
  if (growth) sections.push(growthTables(growth));
  if (merge) sections.push(mergingTable(merge));
  if (peers) sections.push(renderPeers(peers));
  return sections.join('\n\n');
}

function renderWorkloads(workloads: readonly WorkloadResult[]): string {
  const rows = workloads.map((w) => [
    w.name,
    w.msPerIteration.toPrecision(3),
    (w.flopsPerIteration / 1e6).toPrecision(3),
    w.gigaflops.toFixed(1),
    percent(w.shareOfMicroKernel),
    percent(w.recordingShare),
    `${Math.round(w.maxResidentBytes / 2 ** 20)} MiB`,
  ]);
  const titles = workloads.map(({ name, title }) => `${`${name}:`.padEnd(12)} ${title}`).join('\n');
  const head = ['workload', 'ms/iteration', 'MFLOP', 'GFLOP/s', 'of the tile', 'recording', 'memory'];
  const peak = Math.max(...workloads.map((w) => w.microKernelGigaflops)).toFixed(1);
  return `${renderTable(head, rows)}

${titles}
of the tile: beside the bare GEMM micro-kernel in the same round (up to ${peak})
recording:   share of a run that snapshots take, every 25 iterations or every epoch
memory:      the most that a process with one lane held`;
}

function renderScheduling(s: SchedulingResult): string {
  return [
    `${s.trivialRuns} trivial runs: ${Math.round(s.runsPerSecond)} runs/s into the store on ${s.lanes} lanes`,
    `ingest: ${Math.round(s.pointsPerSecond / 1000)}k points/s`,
    `${s.lanes} lanes: ${s.speedupOfLanes.toFixed(2)} times one lane`,
    `${s.recordedRuns} runs of 20,000 snapshots: longest transaction ${Math.round(s.writing.longestTransactionMs)} ms, longest pause of the thread that writes ${Math.round(s.writing.longestPauseMs)} ms`,
  ].join('\n');
}

function renderPrograms(p: ProgramsResult): string {
  return [
    `${p.runs} programs that do nothing: ${Math.round(p.runsPerSecond)} runs/s into the store on ${p.lanes} lanes; xargs -P${p.lanes}, which keeps nothing: ${Math.round(p.xargsPerSecond)}/s${optunaText(p)}`,
    `${p.lines} lines of three metrics: ${Math.round(p.linesPerSecond / 1000)}k lines/s into the store; to nobody: ${Math.round(p.linesPerSecondToNobody / 1000)}k lines/s`,
    `a program that prints 100k lines/s gets ${(p.pacedPerSecond / 1000).toFixed(1)}k lines/s out; to nobody: ${(p.pacedPerSecondToNobody / 1000).toFixed(1)}k lines/s`,
  ].join('\n');
}

const optunaText = ({ optunaPerSecond: found }: ProgramsResult): string =>
  found === undefined
    ? '; Optuna: not found (pip install optuna)'
    : `; Optuna and subprocess: ${Math.round(found)}/s`;

function renderPeers({ found, missing, results }: NonNullable<BenchReport['peers']>): string {
  const lines = [
    `Peers, one thread each: ${found.map(({ name, version }) => `${name} ${version}`).join(', ') || 'none found'}`,
    ...missing.map(({ name, install }) => `not found: ${name} (${install})`),
  ];
  if (results.length === 0) return lines.join('\n');
  const rows = results.map((r) => [
    r.workload,
    `${r.framework}, ${r.formulation === 'authors' ? "authors' way" : 'best way'}`,
    peerTime(r.msPerIteration, r),
    peerTime(r.ownMsPerIteration, r),
    `${r.ratio.median.toPrecision(3)}x`,
    `${r.ratio.quartiles.map((ratio) => ratio.toPrecision(3)).join('-')} in ${r.rounds}`,
    r.lossDifference.toExponential(0),
  ]);
  const head = ['', 'peer', 'ms', 'ranksweep', 'ratio', 'quartiles, rounds', 'losses differ by'];
  return `${lines.join('\n')}

${renderTable(head, rows)}

ms:     of an iteration, or of an epoch where that is said
ratio:  median over the rounds in which both were measured, and its quartiles; slow sides take part in the first rounds only`;
}

const peerTime = (msPerIteration: number, { iterationsPerEpoch }: PeerResult): string =>
  iterationsPerEpoch === undefined
    ? msPerIteration.toPrecision(3)
    : `${(msPerIteration * iterationsPerEpoch).toPrecision(3)} an epoch`;

const percent = (share: number): string => `${Math.round(100 * share)} %`;
