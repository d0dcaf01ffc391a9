/** One line per run: how it ended, and when its components rose. */
import { rankedName } from '@ranksweep/core';
import type { ReadOnlyStore, SweepRunRow } from '@ranksweep/store';
import { renderTable } from './table.ts';

const RISES_SHOWN = 6;

export function runsTable(store: ReadOnlyStore, runs: readonly SweepRunRow[]): string {
  const rows = runs.map((run) => [
    run.runId,
    run.part,
    run.seed,
    run.status,
    run.stopReason,
    run.iterations,
    store.finals(run.runId).get('reconstruction_error'),
    risesText(store, run.runId),
  ]);
  return renderTable(['run', 'part', 'seed', 'status', 'ended by', 'iterations', 'error', 'rises at'], rows);
}

/** Iterations at which the leading ranked metric's values rose, the largest value first. */
function risesText(store: ReadOnlyStore, runId: number): string {
  const rises = store.events(runId).filter(({ kind }) => kind === 'rise');
  const ranked = rises.map((event) => ({ ...event, name: rankedName(event.subject)! }));
  // Of several nodes the one with the most modes is the root: its name is the longest.
  const stem = ranked.map(({ name }) => name.stem).sort((a, b) => b.length - a.length)[0];
  return ranked
    .filter(({ name }) => name.stem === stem)
    .sort((a, b) => a.name.rank - b.name.rank)
    .slice(0, RISES_SHOWN)
    .map(({ iteration }) => iteration)
    .join(' ');
}
