/** A sweep as a report has it, read from the database. */
import { getPath } from '@ranksweep/core';
import { parseFigure } from '@ranksweep/kinds';
import type { Figure } from '@ranksweep/plot';
import type { SweepReport } from '@ranksweep/report';
import { sweepText, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import type { PhaseObserver } from '@ranksweep/sweep';
import type { SoundFigures } from '../soundFigures.ts';
import { namesOf } from '../plot/drawn.ts';
import { boundaryReports } from './boundaryReports.ts';
import { eventsTable } from './eventsTable.ts';
import { reportedRuns } from './reportedRuns.ts';
import { configurations, reproduction } from './reproduction.ts';
import { runsTable } from './runsTable.ts';
import { searchReports } from './searchReports.ts';
import { theoryVerdicts } from './theoryVerdicts.ts';
import { troublesOf } from './troubles.ts';

export interface ReadOptions {
  /** Notes damaged runs. */
  readonly sound: SoundFigures;
  readonly observer: PhaseObserver;
}

/** @throws InputError where its specification is damaged, or its figure asks for what its runs have not recorded */
export async function sweepReport(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  { sound, observer }: ReadOptions,
): Promise<SweepReport> {
  const { id, name, preset, status, createdAt, finishedAt, tags } = sweep;
  const runs = reportedRuns(store, sweep, observer);
  observer('reading trajectories', 0, 1);
  const figure = await figureOf(sweep, sound);
  const searches = await searchReports(store, sweep, runs);
  const boundaries = await boundaryReports(store, sweep, namesOf(sweep).names);
  return {
    id,
    name,
    preset,
    status,
    createdAt,
    finishedAt,
    tags,
    counts: sweep.runs,
    troubles: troublesOf(runs),
    searches,
    boundaries,
    ...(figure === undefined ? {} : { figure }),
    theory: theoryVerdicts(runs),
    runs: runsTable(runs, sweep, store.path),
    events: eventsTable(store, runs, sweep, observer),
    configurations: configurations(sweep),
    reproduction: reproduction(store, sweep, runs, observer),
  };
}

async function figureOf(sweep: SweepSummary, sound: SoundFigures): Promise<Figure | undefined> {
  const figure = getPath(sweep.spec ?? {}, 'figure');
  if (figure === undefined) return undefined;
  return sound.of(sweep.id, parseFigure(figure, `${sweepText(sweep)}, figure`));
}
