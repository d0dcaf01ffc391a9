/** The table of what happened on the trajectories of a sweep's runs. */
import type { DataTable } from '@ranksweep/report';
import { sweepAddress, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { withProgress, type PhaseObserver } from '@ranksweep/sweep';
import { ranksweepCommand } from '@ranksweep/text';
import type { ReportedRuns } from './reportedRuns.ts';
import { MOST_ROWS } from './runsTable.ts';

export function eventsTable(
  store: ReadOnlyStore,
  { all }: ReportedRuns,
  sweep: SweepSummary,
  observer: PhaseObserver,
): DataTable {
  const rows: DataTable['rows'][number][] = [];
  let total = 0;
  for (const { run } of withProgress('reading events', all, observer)) {
    const events = store.events(run.runId, run.upTo);
    total += events.length;
    for (const { iteration, kind, subject, value } of events) {
      if (rows.length < MOST_ROWS)
        rows.push([run.runId, run.part, run.seed, iteration, kind, subject, value]);
    }
  }
  return {
    columns: [
      { name: 'run', kind: 'number' },
      { name: 'part', kind: 'text' },
      { name: 'seed', kind: 'number' },
      { name: 'iteration', kind: 'number', description: 'updates applied before it' },
      { name: 'event', kind: 'text' },
      { name: 'subject', kind: 'text', description: 'the metric concerned' },
      { name: 'value', kind: 'number', description: 'the metric there; of a change of rank, the new number' },
    ],
    rows,
    total,
    command: ranksweepCommand(
      ['export', sweepAddress(sweep.id), '--format', 'csv', '--table', 'events'],
      store.path,
    ),
  };
}
