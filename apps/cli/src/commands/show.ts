/** `ranksweep show`: a run by its number, a sweep or a definition by its name. */
import { existsSync } from 'node:fs';
import { earlierMeaning, explainPlan, InputError, listed, planOf } from '@ranksweep/core';
import { builtInDefinitions } from '@ranksweep/experiments';
import { isSound, openStore, requireSound, type ReadOnlyStore, type RunRow } from '@ranksweep/store';
import { ranksweepCommand } from '@ranksweep/text';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { definitionText } from '../render/definitionText.ts';
import { runsTable } from '../render/runsTable.ts';
import { renderTable } from '../render/table.ts';
import { print } from '../render/print.ts';

/**
 * @returns 1 where a run that is shown is damaged
 * @throws InputError when there is no such thing
 */
export function show(
  what: string,
  { db, plan }: { readonly db: string; readonly plan?: boolean },
): ExitStatus {
  const store = existsSync(db) ? openStore(db, { readOnly: true }) : undefined;
  try {
    // A sweep's name may be a number, too.
    if (/^\d+$/.test(what) && (plan || store?.run(Number(what)) || !store?.sweepByName(what))) {
      const run = requireRun(what, db, store);
      return plan ? showPlan(run, db) : showRun(run, store!);
    }
    if (plan) throw new InputError(`show --plan: expected a run's number, found '${what}'`);
    const sweep = store?.sweepByName(what);
    const definition = builtInDefinitions.find(({ name }) => name === what);
    if (definition !== undefined) {
      print(definitionText(definition, process.stdout.columns));
    }
    if (sweep !== undefined) {
      print(`\nSweep ${sweep.id} in ${db}: ${sweep.name}, preset ${sweep.preset}, ${sweep.status}\n`);
      if (sweep.specDamage !== undefined) print(`Its axes are not shown: ${sweep.specDamage}\n`);
      print(runsTable(store!, sweep.id));
    }
    if (definition === undefined && sweep === undefined) {
      const names = [...new Set([...builtInDefinitions, ...(store?.sweeps() ?? [])].map(({ name }) => name))];
      throw new InputError(`show: expected a run's number or one of ${listed(names)}, found '${what}'`);
    }
    return sweep === undefined
      ? exitStatus.ok
      : tellDamaged(store!.runsOfSweep(sweep.id), 'it is shown without its axes');
  } finally {
    store?.close();
  }
}

function requireRun(number: string, db: string, store: ReadOnlyStore | undefined): RunRow {
  const run = store?.run(Number(number));
  if (run !== undefined) return run;
  throw new InputError(
    `show: expected the number of a run in ${db}, found ${number}; ${ranksweepCommand(['list'], db)} shows its sweeps`,
  );
}

/** How the run's entries are evaluated, and what its cost model chose between. */
function showPlan(run: RunRow, db: string): ExitStatus {
  const { runId, config } = requireSound(run, db);
  const { summary, steps, choices } = explainPlan(planOf(config));
  const { kind, observed } = config.task;
  print(`Run ${runId}: ${summary}\n`);
  const rows = steps.map(({ step, rows: count, width, flops }) => [step, count, width, flops / 1e6]);
  print(renderTable(['step', 'rows', 'width', 'MFLOP'], rows));
  print(`\n${choices.join('\n')}`);
  if (kind === 'sensing') print(`Sensing: ${observed} measurements act on all entries.`);
  print('Costs are in floating-point operations of a matrix product.');
  return exitStatus.ok;
}

function showRun(run: RunRow, store: ReadOnlyStore): ExitStatus {
  const { runId, status, stopReason, iterations, arithmetic, error } = run;
  print(
    `Run ${runId}: ${status}${stopReason ? ` (${stopReason})` : ''} after ${iterations} iterations, ${arithmetic}`,
  );
  if (error) print(`Error: ${error}`);
  const meantElse = isSound(run) ? earlierMeaning(run) : undefined;
  if (meantElse) print(`Earlier meaning: ${meantElse}.`);
  print(isSound(run) ? `\n${JSON.stringify(run.config, undefined, 2)}\n` : '');
  print(renderTable(['iteration', 'event', 'subject', 'value'], store.events(runId).map(eventRow)));
  print(`\n${renderTable(['metric', 'final value'], [...store.finals(runId)])}\n`);
  const attempts = store
    .attempts(runId)
    .map((a) => [a.number, a.lane, a.engine, a.device, a.startedAt, a.outcome]);
  print(renderTable(['attempt', 'lane', 'engine', 'device', 'started', 'outcome'], attempts));
  return tellDamaged([run], 'it is shown without it');
}

const eventRow = (event: ReturnType<ReadOnlyStore['events']>[number]): unknown[] => [
  event.iteration,
  event.kind,
  event.subject,
  event.value,
];
