/** The table of a sweep's runs: which they are, how they ended, and the final values of metrics without ranks. */
import { meaningOfDerived, rankedName } from '@ranksweep/core';
import { kindOf } from '@ranksweep/kinds';
import type { DataColumn, DataTable } from '@ranksweep/report';
import { sweepAddress, type SweepSummary } from '@ranksweep/store';
import { ranksweepCommand } from '@ranksweep/text';
import { axisValue, type ReportedRun, type ReportedRuns } from './reportedRuns.ts';

/** Of more, only the first are listed: a page with all of them would be slow. */
export const MOST_ROWS = 2000;

type Cell = DataTable['rows'][number][number];
type Column = DataColumn & { readonly valueOf: (reported: ReportedRun) => Cell };

export function runsTable(runs: ReportedRuns, sweep: SweepSummary, db: string): DataTable {
  const columns = columnsOf(runs);
  const shown = runs.all.slice(0, MOST_ROWS);
  return {
    columns: columns.map(({ name, kind, description }) => ({
      name,
      kind,
      ...(description === undefined ? {} : { description }),
    })),
    rows: shown.map((reported) => columns.map(({ valueOf }) => valueOf(reported))),
    total: runs.all.length,
    command: ranksweepCommand(['export', sweepAddress(sweep.id), '--format', 'csv', '--table', 'runs'], db),
  };
}

function columnsOf({ axes, all }: ReportedRuns): Column[] {
  const metrics = finalMetrics(all);
  const hasErrors = all.some(({ run }) => run.error !== null);
  return [
    { name: 'run', kind: 'number', valueOf: ({ run }) => run.runId },
    { name: 'part', kind: 'text', valueOf: ({ run }) => run.part },
    ...axes.map((path): Column => ({
      name: path,
      kind: kindOfAxis(path, all),
      valueOf: ({ run }) => axisValue(run, path),
    })),
    { name: 'seed', kind: 'number', valueOf: ({ run }) => run.seed },
    { name: 'status', kind: 'text', valueOf: ({ run }) => run.status },
    { name: 'ended_by', kind: 'text', valueOf: ({ run }) => run.stopReason },
    {
      name: 'iterations',
      kind: 'number',
      description: 'updates applied',
      valueOf: ({ run }) => run.iterations,
    },
    {
      name: 'wall_ms',
      kind: 'number',
      description: 'time that it took, in milliseconds',
      valueOf: ({ run }) => run.wallMs,
    },
    ...metrics.map((name): Column => ({
      name,
      kind: 'number',
      description: `last value: ${meaningOf(name, all)}`,
      valueOf: ({ finals }) => finals.get(name) ?? null,
    })),
    ...(hasErrors ? [{ name: 'error', kind: 'text', valueOf: ({ run }) => run.error } satisfies Column] : []),
  ];
}

/** Metrics with ranks would be hundreds of columns; those of the theory have a table of their own. */
function finalMetrics(all: readonly ReportedRun[]): string[] {
  const names = new Set(all.flatMap(({ finals }) => [...finals.keys()]));
  return [...names].filter((name) => rankedName(name) === undefined && meaningOfDerived(name) === undefined);
}

const kindOfAxis = (path: string, all: readonly ReportedRun[]): DataColumn['kind'] =>
  all.every(({ run }) => typeof (axisValue(run, path) ?? 0) === 'number') ? 'number' : 'text';

function meaningOf(metric: string, all: readonly ReportedRun[]): string {
  const config = all.find(({ run, finals }) => finals.has(metric) && run.config !== undefined)?.run.config;
  return (config === undefined ? undefined : kindOf(config).describeMetric(metric)?.description) ?? metric;
}
