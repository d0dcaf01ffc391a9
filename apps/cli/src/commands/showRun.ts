/** One run as `ranksweep show` prints it, and its plan. */
import { explainPlan, InputError, NO_ITERATION_LIMIT } from '@ranksweep/core';
import { isFactorization, planOfRun } from '@ranksweep/factorization';
import { earlierMeaning, kindOf, severalPerEpoch } from '@ranksweep/kinds';
import { isProgram, logTail } from '@ranksweep/program';
import {
  isSound,
  requireSound,
  runFolder,
  sweepAddress,
  type ReadOnlyStore,
  type RunRow,
} from '@ranksweep/store';
import { ranksweepCommand, visibleText } from '@ranksweep/text';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { paint, paintStatus } from '../render/colors.ts';
import { print } from '../render/print.ts';
import { iterationsText } from '../render/runText.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { taskOfRunText } from '../slurm/tasksText.ts';

const LOG_LINES_SHOWN = 20;

/**
 * How the run's entries are evaluated, and what its cost model chose between.
 * @throws InputError for a run that is damaged, or of a kind without a plan
 */
export async function showPlan(run: RunRow, db: string): Promise<ExitStatus> {
  const { runId, config } = requireSound(run, db);
  if (!isFactorization(config)) {
    throw new InputError(
      `show --plan: expected a run of a factorization, which alone has a plan, found run ${runId}, of kind ${kindOf(config).name}`,
    );
  }
  const { summary, steps, choices } = explainPlan(await planOfRun(config));
  print(`Run ${runId}: ${summary}\n`);
  const rows = steps.map(({ step, rows: count, width, flops }) => [step, count, width, flops / 1e6]);
  console.log(terminalTable(['step', 'rows', 'width', 'MFLOP'], rows));
  print(`\n${choices.join('\n')}`);
  const { task } = config;
  if (task.kind === 'sensing') print(`Sensing: ${task.observed} measurements act on all entries.`);
  print('Costs are in floating-point operations of a matrix product.');
  return exitStatus.ok;
}

/** @returns 1 where it is damaged */
export async function showRun(run: RunRow, store: ReadOnlyStore): Promise<ExitStatus> {
  const { runId, status, stopReason, iterations, arithmetic, error } = run;
  const epoch = isSound(run) ? severalPerEpoch(run.config) : undefined;
  const howFar = iterationsText(iterations, epoch);
  const howLong = visibleText(`${stopReason ? ` (${stopReason})` : ''} after ${howFar}, ${arithmetic}`);
  console.log(`${paint('bold', `Run ${runId}`)}: ${paintStatus(status)}${howLong}`);
  if (error) print(`Error: ${error}`);
  for (const line of placeLines(run, store)) print(line);
  for (const line of await taskLines(run, store)) print(line);
  const meantElse = isSound(run) ? earlierMeaning(run) : undefined;
  if (meantElse) print(`Earlier meaning: ${meantElse}.`);
  print(isSound(run) ? `\n${configText(run.config)}\n` : '');
  const events = store.events(runId).map(eventRow);
  const eventHead = ['iteration', 'event', 'subject', 'value'];
  console.log(events.length === 0 ? 'No events.' : terminalTable(eventHead, events));
  console.log(`\n${terminalTable(['metric', 'final value'], [...store.finals(runId)])}\n`);
  const attempts = store
    .attempts(runId)
    .map((a) => [a.number, a.lane, a.engine, a.device, a.startedAt, a.outcome]);
  const head = ['attempt', 'lane', 'engine', 'device', 'started', 'outcome'];
  console.log(terminalTable(head, attempts, { spare: ['lane', 'engine', 'device'] }));
  if (isSound(run) && isProgram(run.config)) showLog(runFolder(store.path, run.trajectoryHash));
  return tellDamaged([run], 'it is shown without it');
}

/** As JSON. A run without a limit has none there, as in its definition. */
const configText = (config: object): string =>
  JSON.stringify(config, (_, value: unknown) => (value === NO_ITERATION_LIMIT ? undefined : value), 2);

/** The end of what the run's program has written. */
function showLog(folder: string): void {
  const tail = logTail(folder, LOG_LINES_SHOWN);
  if (tail !== undefined) print(`\nFolder: ${folder}\nThe last lines of output.log there:\n${tail}`);
}

/** Numbers of the sweeps that have it, the newest first. */
const sweepsOfRun = (runId: number, store: ReadOnlyStore): number[] => [
  ...new Set(store.runPlaces(runId).map(({ sweepId }) => sweepId)),
];

/** What its sweeps call it, and why they do not try it. */
function placeLines({ runId, status }: RunRow, store: ReadOnlyStore): string[] {
  const isPruned = (sweepId: number): boolean => status === 'pending' && store.prunedRuns(sweepId).has(runId);
  return sweepsOfRun(runId, store).flatMap((sweepId) => {
    const sweep = sweepAddress(sweepId);
    const [place] = store.runsOfSweep(sweepId, { runIds: [runId] });
    const skip = status === 'pending' ? store.skippedRuns(sweepId).get(runId) : undefined;
    return [
      ...(place?.name == null ? [] : [`Name in ${sweep}: ${place.name}`]),
      ...(isPruned(sweepId)
        ? [
            `Pruned by ${sweep}: it goes on with \`${ranksweepCommand(['promote', `run:${runId}`], store.path)}\`.`,
          ]
        : []),
      ...(skip === undefined ? [] : [`Skipped by ${sweep}: ${skip.reason}.`]),
    ];
  });
}

/** The task that has it, in each of its sweeps that was handed to Slurm. */
async function taskLines({ runId }: RunRow, store: ReadOnlyStore): Promise<string[]> {
  const sweeps = sweepsOfRun(runId, store).flatMap((sweepId) => store.sweep(sweepId) ?? []);
  const lines = await Promise.all(sweeps.map((sweep) => taskOfRunText(store, sweep, runId)));
  return lines.filter((line) => line !== undefined);
}

const eventRow = (event: ReturnType<ReadOnlyStore['events']>[number]): unknown[] => [
  event.iteration,
  event.kind,
  event.subject,
  event.value,
];
