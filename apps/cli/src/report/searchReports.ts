/** What has come of a sweep's searches, as a report has it. */
import type { DataColumn, DataTable, SearchReport } from '@ranksweep/report';
import type { SearchStanding } from '@ranksweep/search';
import { type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { countOf, formatNumber, ranksweepCommand } from '@ranksweep/text';
import { bestFigure } from '../plot/analysis/analysisFigure.ts';
import {
  bestTrials,
  goalOf,
  metricOf,
  searchStandings,
  trialsText,
  type BestTrials,
} from '../searchFacts.ts';
import type { ReportedRuns } from './reportedRuns.ts';

/** Trials that are listed. */
const MOST_BEST = 20;

/** One for each part whose search has made trials. */
export async function searchReports(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  runs: ReportedRuns,
): Promise<SearchReport[]> {
  const reports: SearchReport[] = [];
  for (const standing of searchStandings(store, sweep.id, sweep.spec)) {
    const { part, rungs } = standing;
    const own = runs.placed.filter((run) => run.part === part);
    const best = bestTrials(store, sweep.id, standing, MOST_BEST);
    const objective = { name: metricOf(standing), goal: goalOf(standing) };
    const figure = await bestFigure(store, sweep, part, objective);
    reports.push({
      part,
      result: resultOf(standing, best),
      facts: factsOf(standing, { seeds: new Set(own.map(({ seed }) => seed)).size }),
      best: bestTable(standing, best, { store, sweep, own }),
      rungs,
      ...(figure === undefined ? {} : { figure }),
    });
  }
  return reports;
}

/** `trial 1, test_mse 0.049612 (task.randomize=none, model.components=5)` */
function resultOf(standing: SearchStanding, { axes, trials: [best] }: BestTrials): string {
  if (best === undefined) return `none has ended with ${metricOf(standing)}`;
  const cell = axes.flatMap((axis, a) => (best.values[a] === null ? [] : `${axis}=${best.values[a] ?? ''}`));
  return `trial ${best.number}, ${metricOf(standing)} ${formatNumber(best.objective)} (${cell.join(', ')})`;
}

function factsOf(standing: SearchStanding, { seeds }: { readonly seeds: number }): SearchReport['facts'] {
  const { search, left } = standing;
  const { sampler, pruner, summary } = search;
  const ofSeeds = seeds > 1 ? `, the ${summary} of ${seeds} seeds` : '';
  return [
    ['Objective', `${goalOf(standing)} ${metricOf(standing)}${ofSeeds}`],
    ['Sampler', sampler],
    ['Pruner', pruner === undefined ? 'none' : prunerText(pruner)],
    ['Trials', trialsText(standing)],
    ...(left === 0 ? [] : [['Not asked for yet', countOf(left, 'trial')] as const]),
  ];
}

/** `asha, factor 4`; the rungs are told of by what came of them. */
function prunerText(pruner: NonNullable<SearchStanding['search']['pruner']>): string {
  const { kind, rungs: _, ...settings } = pruner;
  return [kind, ...Object.entries(settings).map(([name, value]) => `${name} ${value}`)].join(', ');
}

interface Place {
  readonly store: ReadOnlyStore;
  readonly sweep: SweepSummary;
  /** The runs of the part. */
  readonly own: ReportedRuns['placed'];
}

function bestTable(
  standing: SearchStanding,
  { axes, trials }: BestTrials,
  { store, sweep, own }: Place,
): DataTable {
  const { ranked } = standing;
  const runsOf = Map.groupBy(own, ({ cell }) => cell);
  const kindOf = (a: number): DataColumn['kind'] =>
    trials.every(({ values }) => typeof (values[a] ?? 0) === 'number') ? 'number' : 'text';
  return {
    columns: [
      ...axes.map((name, a) => ({ name, kind: kindOf(a) })),
      { name: metricOf(standing), kind: 'number', description: `what the search is to ${goalOf(standing)}` },
      {
        name: 'trial',
        kind: 'number',
        description: 'its number, from 0, in the order in which they were asked for',
      },
      { name: 'runs', kind: 'text', description: 'one for each seed' },
    ],
    rows: trials.map(({ number, objective, cell, values }) => [
      ...values,
      objective,
      number,
      (runsOf.get(cell) ?? []).map(({ runId }) => runId),
    ]),
    total: ranked.length,
    command: ranksweepCommand(['sql', allTrials(sweep.id, standing)], store.path),
  };
}

/** A part's name is anything: quotes in it are doubled. */
const allTrials = (sweepId: number, standing: SearchStanding): string =>
  `select * from trials where sweep_id = ${sweepId} and part = '${standing.part.replaceAll("'", "''")}' and state = 'done' ` +
  `order by objective${goalOf(standing) === 'maximize' ? ' desc' : ''}`;
