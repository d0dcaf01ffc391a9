/** `ranksweep run`: the main job, from a definition to trajectories in SQLite and figures. */
import { existsSync } from 'node:fs';
import { InputError, NO_ITERATION_LIMIT, type RunConfig } from '@ranksweep/core';
import { MOST_TRIALS, partCells, requireDrawable, type Cell } from '@ranksweep/kinds';
import {
  checkSweep,
  deviceLabel,
  expandSweep,
  isDefinitionFile,
  isRule,
  loadDefinition,
  parseOverride,
  parseSeeds,
  requireSampler,
  resolveFiles,
  SweepEngines,
  type ExpandedSweep,
  type LanePlace,
  type SearchChanges,
} from '@ranksweep/sweep';
import { builtIns } from '@ranksweep/experiments/builtIns';
import { countOf } from '@ranksweep/text';
import { computeAndReport } from '../computeAndReport.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { positiveNumber, wholeNumber } from '../optionValues.ts';
import { leftOutWords } from '../render/leftOutWords.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { searchPlan } from '../render/searchPlan.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { runSettings, type RunSettings, type RunSettingOptions } from '../runSettings.ts';
import { isOnSlurm } from '../slurm/isOnSlurm.ts';
import { refuseSlurmOptions, type SlurmOptions } from '../slurm/options.ts';
import { openPatiently } from '../waiting.ts';
import { requireWritable } from '../writableFolder.ts';

const DEFAULT_DEFINITION = 'dynamics';

export interface RunOptions extends RunSettingOptions, SlurmOptions {
  readonly preset?: string;
  readonly seeds?: string;
  readonly db: string;
  readonly plot?: string;
  readonly dryRun?: boolean;
  readonly trials?: string;
  readonly sampler?: string;
  readonly dashboard?: boolean;
  readonly definitionLimit: string;
}

/** @throws InputError for bad usage or input, before anything is changed */
export async function run(words: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const { definitionName, overrides } = splitWords(words);
  const definition = await loadDefinition(definitionName, builtIns, {
    moduleLimitMs: 1000 * positiveNumber('--definition-limit', options.definitionLimit),
  });
  const sweep = await withPhaseProgress(async (observer) => {
    const expanded = expandSweep(definition, {
      overrides: overrides.map(parseOverride),
      ...(options.preset === undefined ? {} : { preset: options.preset }),
      ...(options.seeds === undefined ? {} : { seeds: parseSeeds(options.seeds) }),
      search: searchChanges(options),
      observer,
    });
    const resolved = await resolveFiles(expanded);
    checkSweep(resolved, observer);
    if (resolved.spec.figure !== undefined) {
      requireDrawable(resolved.spec.figure, [...resolved.runs, ...resolved.examples]);
    }
    return resolved;
  });
  if (isOnSlurm(options.launcher)) return (await import('../slurm/submit.ts')).submit(sweep, options);
  refuseSlurmOptions(options);
  const settings = await runSettings(options, sweep);
  await SweepEngines.of(settings.lanes).learn([...sweep.runs, ...sweep.examples]);
  if (options.dryRun) return dryRun(sweep, settings);

  const { db, plot } = options;
  if (plot !== undefined) requireWritable('--plot', plot);
  requireLimits({ lanes: settings.lanes.length, db });
  if (options.dashboard) return (await import('./dashboard.ts')).runBesideDashboard(withoutDashboard(), db);
  const store = await openPatiently(db);
  try {
    const isAsDefined =
      overrides.length === 0 &&
      [options.preset, options.seeds, options.trials, options.sampler].every((value) => value === undefined);
    return await computeAndReport(store, sweep, { settings, db, plot, isAsDefined });
  } finally {
    store.close();
  }
}

const searchChanges = ({ trials, sampler }: RunOptions): SearchChanges => ({
  trials: trials === undefined ? undefined : wholeNumber('--trials', trials, 1, MOST_TRIALS),
  sampler: sampler === undefined ? undefined : requireSampler(sampler),
});

/** This command line again, for the process that runs the sweep. */
const withoutDashboard = (): string[] => process.argv.slice(2).filter((word) => word !== '--dashboard');

/** The first word that is no override is the definition. */
function splitWords(words: readonly string[]): { definitionName: string; overrides: string[] } {
  const isFile = (word: string): boolean => isDefinitionFile(word) && existsSync(word); // its path may have an =
  const isOverride = (word: string): boolean => (word.includes('=') && !isFile(word)) || isRule(word);
  const names = words.filter((word) => !isOverride(word));
  if (names.length > 1) {
    throw new InputError(`run: expected one definition and overrides like key=value, found '${names[1]}'`);
  }
  return {
    definitionName: names[0] ?? DEFAULT_DEFINITION,
    overrides: words.filter(isOverride),
  };
}

/** Runs that are told one by one; of more, the first. */
const RUNS_SHOWN = 200;

function dryRun(sweep: ExpandedSweep, { lanes }: RunSettings): ExitStatus {
  const { name, preset, spec, runs } = sweep;
  const rows = runs
    .slice(0, RUNS_SHOWN)
    .map(({ part, cell, config }) => [part, cellText(cell), config.seed, limitText(config.stop)]);
  if (rows.length > 0) console.log(terminalTable(['part', 'cell', 'seed', 'at most iterations'], rows));
  if (runs.length > rows.length) {
    console.log(`... and ${runs.length - rows.length} more\n\n${planTable(spec)}`);
  }
  const excluded = sum(Object.values(spec.parts).map((part) => partCells(part).excluded));
  if (excluded > 0) console.log(`\n${countOf(excluded, 'cell')} excluded by a condition.`);
  const leftOut = leftOutWords(sweep);
  if (leftOut.length > 0) console.log(`\n${leftOut.join('\n')}`);
  const searches = searchPlan(sweep);
  if (searches.parts > 0) print(`${rows.length > 0 ? '\n' : ''}${searches.lines.join('\n')}`);
  const planned = [
    ...(runs.length > 0 || searches.parts === 0 ? [countOf(runs.length, 'run')] : []),
    ...(searches.parts > 0
      ? [
          `at most ${countOf(searches.runs, 'run')} that ${searches.parts === 1 ? 'a search asks' : 'searches ask'} for`,
        ]
      : []),
  ];
  console.log(
    `\n${name}, preset ${preset}: ${planned.join(' and ')}, on ${lanesText(lanes)}. Nothing was run.`,
  );
  return exitStatus.ok;
}

const limitText = ({ maxIterations }: RunConfig['stop']): string =>
  maxIterations < NO_ITERATION_LIMIT ? String(maxIterations) : 'no limit';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `3 lanes (NAME: 2, OTHER: 1)` */
function lanesText(places: readonly LanePlace[]): string {
  const counts = Map.groupBy(places, ({ device }) => deviceLabel(device));
  const on = [...counts].map(([label, { length }]) => (counts.size === 1 ? label : `${label}: ${length}`));
  return `${countOf(places.length, 'lane')} (${on.join(', ')})`;
}

const cellText = (cell: Cell): string =>
  Object.entries(cell)
    .map(([path, value]) => `${path}=${JSON.stringify(value)}`)
    .join(' ');

/** What a large sweep asks for: a line for every part's axes and seeds. */
function planTable({ parts }: ExpandedSweep['spec']): string {
  const rows = Object.entries(parts).flatMap(([part, { axes, seeds }]) =>
    Object.entries({ ...axes, seed: seeds }).map(([axis, values]) => [
      part,
      axis,
      values.length,
      JSON.stringify(values[0]),
      JSON.stringify(values.at(-1)),
    ]),
  );
  return terminalTable(['part', 'axis', 'values', 'first', 'last'], rows);
}
