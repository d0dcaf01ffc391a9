/** `ranksweep run`: the main job, from a definition to trajectories in SQLite and figures. */
import { InputError } from '@ranksweep/core';
import { builtInDefinitions } from '@ranksweep/experiments';
import {
  checkSweep,
  expandSweep,
  loadDefinition,
  parseOverride,
  parseSeeds,
  resolveTargets,
  type ExpandedSweep,
} from '@ranksweep/sweep';
import { computeAndReport } from '../computeAndReport.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { requireLimits } from '../limits/shortages.ts';
import { positiveNumber } from '../optionValues.ts';
import { renderTable } from '../render/table.ts';
import { runSettings, type RunSettingOptions } from '../runSettings.ts';
import { openPatiently } from '../waiting.ts';
import { requireWritable } from '../writableFolder.ts';

const DEFAULT_DEFINITION = 'dynamics';

export interface RunOptions extends RunSettingOptions {
  readonly preset?: string;
  readonly seeds?: string;
  readonly db: string;
  readonly plot?: string;
  readonly dryRun?: boolean;
  readonly dashboard?: boolean;
  readonly definitionLimit: string;
}

/** @throws InputError for bad usage or input, before anything is changed */
export async function run(words: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const { definitionName, overrides } = splitWords(words);
  const definition = await loadDefinition(definitionName, builtInDefinitions, {
    moduleLimitMs: 1000 * positiveNumber('--definition-limit', options.definitionLimit),
  });
  const expanded = expandSweep(definition, {
    overrides: overrides.map(parseOverride),
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.seeds === undefined ? {} : { seeds: parseSeeds(options.seeds) }),
  });
  const sweep = await resolveTargets(expanded);
  const settings = runSettings(options);
  checkSweep(sweep, settings.engine);
  if (options.dryRun) return dryRun(sweep, settings.lanes);

  const { db, plot } = options;
  if (plot !== undefined) requireWritable('--plot', plot);
  requireLimits({ lanes: settings.lanes, db });
  if (options.dashboard) return (await import('./dashboard.ts')).runBesideDashboard(withoutDashboard(), db);
  const store = await openPatiently(db);
  try {
    return await computeAndReport(store, sweep, { settings, db, plot });
  } finally {
    store.close();
  }
}

/** This command line again, for the process that runs the sweep. */
const withoutDashboard = (): string[] => process.argv.slice(2).filter((word) => word !== '--dashboard');

/** The first word without `=` is the definition. */
function splitWords(words: readonly string[]): { definitionName: string; overrides: string[] } {
  const names = words.filter((word) => !word.includes('='));
  if (names.length > 1) {
    throw new InputError(`run: expected one definition and overrides like key=value, found '${names[1]}'`);
  }
  return {
    definitionName: names[0] ?? DEFAULT_DEFINITION,
    overrides: words.filter((word) => word.includes('=')),
  };
}

function dryRun(sweep: ExpandedSweep, lanes: number): ExitStatus {
  const rows = sweep.runs.map(({ part, cell, config }) => [
    part,
    Object.entries(cell)
      .map(([path, value]) => `${path}=${JSON.stringify(value)}`)
      .join(' '),
    config.seed,
    config.stop.maxIterations,
  ]);
  console.log(renderTable(['part', 'cell', 'seed', 'at most iterations'], rows));
  console.log(
    `\n${sweep.name}, preset ${sweep.preset}: ${rows.length} runs on ${lanes} lanes. Nothing was run.`,
  );
  return exitStatus.ok;
}
