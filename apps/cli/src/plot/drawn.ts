/** What `ranksweep plot` draws: one figure of the sweeps, or of the runs, that its addresses name. */
import { getPath, InputError } from '@ranksweep/core';
import { parseFigure, type FigureSpec } from '@ranksweep/kinds';
import type { Figure, LabelledFigure, SourceRun } from '@ranksweep/plot';
import {
  requireSpec,
  sweepText,
  type ReadOnlyStore,
  type Subjects,
  type SweepSummary,
} from '@ranksweep/store';
import type { SoundFigures } from '../soundFigures.ts';
import { analysisFigure, type AnalysisOptions } from './analysis/analysisFigure.ts';
import { choicesOf, optionWords, type PanelOptions } from './options.ts';
import { figureStem, sweepWords } from './figureStem.ts';
import { chosenFigure, ownFigure, requirePath } from './ownFigure.ts';
import { figureOfTheirSweeps, RUNS } from './runFigure.ts';
import { searchView } from './searchView.ts';

export interface Drawn {
  readonly figure: Figure;
  /** Of what it is, for people. */
  readonly text: string;
  /** Name of its files, without an ending. */
  readonly stem: string;
}

interface Drawing {
  readonly store: ReadOnlyStore;
  readonly sound: SoundFigures;
  readonly options: PanelOptions;
}

/** @throws InputError where there is no figure, or none as the options say */
export async function drawnFigure(drawing: Drawing, { sweeps, runIds }: Subjects): Promise<Drawn> {
  if (sweeps.length > 0 && runIds.length > 0) {
    throw new InputError('plot: expected sweeps or runs, found both; draw them in figures of their own');
  }
  if (runIds.length > 0 && drawing.options.as !== undefined) {
    throw new InputError(`--as ${drawing.options.as}: expected a sweep, found runs`);
  }
  return sweeps.length > 0 ? await figureOfSweeps(drawing, sweeps) : await figureOfRuns(drawing, runIds);
}

async function figureOfSweeps(drawing: Drawing, sweeps: readonly SweepSummary[]): Promise<Drawn> {
  const { store, sound, options } = drawing;
  if (options.as !== undefined) return await analysisOf(drawing, { ...options, as: options.as }, sweeps);
  const { sweepLabels } = await import('@ranksweep/plot');
  const labels = sweepLabels(sweeps.map((sweep) => ({ ...sweep, spec: requireSpec(sweep) })));
  const figures: LabelledFigure[] = [];
  for (const [i, sweep] of sweeps.entries()) {
    const runs = store.runsAsAsked(sweep.id);
    const spec = isOwn(options) ? { ...ownSpec(drawing, runs), ...namesOf(sweep) } : specOf(sweep);
    const chosen = chosenFigure(spec, runs, choicesOf(options));
    figures.push({ label: labels[i]!, figure: await sound.ofRuns(runs, chosen) });
  }
  return {
    figure: await inOne(figures),
    text: sweeps.map(sweepText).join(', '),
    stem: figureStem(sweepWords(sweeps), optionWords(options)),
  };
}

async function figureOfRuns(drawing: Drawing, runIds: readonly number[]): Promise<Drawn> {
  const { store, sound, options } = drawing;
  const { runLabels } = await import('@ranksweep/plot');
  const runs = runIds.flatMap((runId): SourceRun[] => {
    const run = store.run(runId);
    return run === undefined
      ? []
      : [{ runId, part: RUNS, seed: run.seed, config: run.config, status: run.status }];
  });
  const spec = isOwn(options) ? ownSpec(drawing, runs) : figureOfTheirSweeps(store, sound.source, runs);
  const chosen = chosenFigure(spec, runs, choicesOf(options));
  const text = `run:${runIds.join(',')}`;
  const stem = figureStem([`run-${runIds[0]}`, ...runIds.slice(1).map(String)], optionWords(options));
  // Along an axis runs are told apart by their place, and those that are drawn as one not at all.
  const { against, spread, over } = options;
  if ([against, spread, over].some((option) => option !== undefined))
    return { figure: await sound.ofRuns(runs, chosen), text, stem };
  const readable = runs.flatMap(({ config, ...run }) => (config === undefined ? [] : [{ ...run, config }]));
  const labels = runLabels(readable);
  const figures: LabelledFigure[] = [];
  for (const [i, run] of readable.entries()) {
    figures.push({ label: labels[i]!, figure: await sound.ofRuns([run], chosen) });
  }
  return { figure: await inOne(figures), text, stem };
}

async function analysisOf(
  { store }: Drawing,
  options: PanelOptions & AnalysisOptions,
  sweeps: readonly SweepSummary[],
): Promise<Drawn> {
  const [sweep, ...others] = sweeps;
  if (sweep === undefined || others.length > 0) {
    throw new InputError(`--as ${options.as}: expected one sweep, found ${sweeps.length}`);
  }
  return {
    figure: await analysisFigure(store, sweep, options, namesOf(sweep).names),
    text: sweepText(sweep),
    stem: figureStem(sweepWords(sweeps), optionWords(options)),
  };
}

const isOwn = ({ metric, event }: PanelOptions): boolean => metric !== undefined || event !== undefined;

function ownSpec({ sound, options }: Drawing, runs: readonly SourceRun[]): FigureSpec {
  if (options.against !== undefined) requirePath('--against', runs, options.against);
  for (const axis of options.over ?? []) requirePath('--over', runs, axis);
  return ownFigure(sound.source, runs, options);
}

async function inOne(figures: readonly LabelledFigure[]): Promise<Figure> {
  const { overlaid } = await import('@ranksweep/plot');
  return figures.length === 1 ? figures[0]!.figure : overlaid(figures);
}

/** What its definition calls axes and their values. */
export function namesOf(sweep: SweepSummary): Pick<FigureSpec, 'names'> {
  if (getPath(requireSpec(sweep), 'figure') === undefined) return {};
  const { names } = specOf(sweep);
  return names === undefined ? {} : { names };
}

/** @throws InputError for a sweep without a figure */
function specOf(sweep: SweepSummary): FigureSpec {
  const spec = requireSpec(sweep);
  const figure = getPath(spec, 'figure');
  if (figure === undefined) {
    const view = searchView(spec);
    const ofSearch = view === undefined ? '' : `--as ${view} draws what it has looked for, and `;
    throw new InputError(
      `plot: expected a sweep whose definition has a figure, found none in ${sweepText(sweep)}; ` +
        `${ofSearch}--metric draws a metric without one`,
    );
  }
  return parseFigure(figure, `${sweepText(sweep)}, figure`);
}
