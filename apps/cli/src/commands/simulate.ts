/** `ranksweep simulate`: searches on a grid that is in the database, side by side. Nothing is run. */
import { join } from 'node:path';
import { InputError, type RunConfig } from '@ranksweep/core';
import { prunerNames, prunerOfName, rungsOfRun, samplerNames, type PrunerSpec } from '@ranksweep/kinds';
import { quartiles, type Contender, type Standing } from '@ranksweep/search';
import { expandStored, parseSeeds } from '@ranksweep/sweep';
import { openStore, resolveSweep, sweepText } from '@ranksweep/store';
import { countOf, formatNumber } from '@ranksweep/text';
import { printJson } from '../json/printJson.ts';
import { sweepJson } from '../json/sweepJson.ts';
import { ascendingNumbers, listOf, positiveNumber, wholeNumber } from '../optionValues.ts';
import { inWords } from '../render/inWords.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { resultFolder } from '../resultFolder.ts';
import { requireWritable } from '../writableFolder.ts';

export interface SimulateOptions {
  readonly part?: string;
  readonly minimize?: string;
  readonly maximize?: string;
  readonly compare?: string;
  readonly samplers: string;
  readonly pruners: string;
  readonly rungs: string;
  readonly factor?: string;
  readonly startup?: string;
  readonly trials?: string;
  readonly parallel: string;
  readonly seeds: string;
  readonly plot?: string | false;
  readonly db: string;
  readonly json?: true;
}

/** @throws InputError for a sweep that is no grid, whose runs have not ended, or that lacks what is searched for */
export async function simulate(word: string, options: SimulateOptions): Promise<void> {
  const { db } = options;
  const goal = goalOf(options);
  const contenders = contendersOf(options);
  const folder = options.plot === false ? undefined : (options.plot ?? resultFolder(db, 'figures'));
  if (folder !== undefined && !options.json) requireWritable('--plot', folder);
  const { compareSearches, readGrid } = await import('@ranksweep/search');
  const store = openStore(db, { readOnly: true });
  try {
    const found = resolveSweep(store, word, 'simulate');
    const metric = (goal.minimize ?? goal.maximize)!;
    const { grid, comparison } = await withPhaseProgress(async (observer) => {
      const sweep = await expandStored(found, observer);
      const measures = [metric, options.compare ?? metric];
      const text = sweepText(found);
      const read = readGrid(store, sweep, { sweepId: found.id, text, part: options.part, measures });
      requireRungs(contenders, read.example.config, options.rungs);
      return {
        grid: read,
        comparison: await compareSearches(read, {
          goal,
          trials: wholeNumber('--trials', options.trials ?? String(read.cells.length), 1, read.cells.length),
          parallel: wholeNumber('--parallel', options.parallel, 1),
          startup: startupOf(options),
          seeds: parseSeeds(options.seeds),
          contenders,
          onProgress: (done, of) => observer('simulating searches', done, of),
        }),
      };
    });
    if (options.json) return printJson({ sweep: sweepJson(found), part: grid.part, metric, ...comparison });
    console.log(terminalTable(HEAD, comparison.standings.map(rowOf), { spare: ['middle half'] }));
    print(
      `\n${sweepText(found)}, part ${grid.part}: the best of ${countOf(comparison.cells, 'cell')} ends with ${metric} ` +
        `${formatNumber(comparison.best)}; the whole grid takes ${countOf(comparison.iterations, 'iteration')}.`,
    );
    if (folder === undefined) return;
    const { writeFigure } = await import('@ranksweep/plot');
    const { searchFigure } = await import('../plot/searchFigure.ts');
    const figure = searchFigure(comparison, { sweep: sweepText(found), part: grid.part, metric });
    print(
      `Figure: ${inWords(await writeFigure(figure, join(folder, `${found.name}-${found.id}-searches`)))}`,
    );
  } finally {
    store.close();
  }
}

function goalOf({ minimize, maximize }: SimulateOptions): { minimize?: string; maximize?: string } {
  if ((minimize === undefined) === (maximize === undefined)) {
    const found = minimize === undefined ? 'neither' : 'both';
    throw new InputError(`simulate: expected either --minimize or --maximize, found ${found}`);
  }
  return minimize === undefined ? { maximize: maximize! } : { minimize };
}

const startupOf = ({ startup }: SimulateOptions): number | undefined =>
  startup === undefined ? undefined : wholeNumber('--startup', startup, 1);

const NONE = 'none';

function contendersOf({ samplers, pruners, rungs, factor, compare }: SimulateOptions): Contender[] {
  const common = {
    rungs: rungsOf(rungs),
    ...(compare === undefined ? {} : { metric: compare }),
    ...(factor === undefined ? {} : { factor: positiveNumber('--factor', factor) }),
  };
  const chosen = listOf('--pruners', pruners, [NONE, ...prunerNames]);
  return listOf('--samplers', samplers, samplerNames).flatMap((sampler) =>
    chosen.map((name) => ({
      sampler,
      pruner: name === NONE ? undefined : prunerOfName(name, common),
    })),
  );
}

/** `300x3`, each three times the one before; `300+300`; or `300,900,2700`. */
function rungsOf(text: string): PrunerSpec['rungs'] {
  const [, from, operator, step] = /^(\d+)([x+])([\d.]+)$/.exec(text) ?? [];
  if (from === undefined) return ascendingNumbers('--rungs', text, 1);
  const first = wholeNumber('--rungs', from, 1);
  if (operator === '+') return { from: first, every: wholeNumber('--rungs', step!, 1) };
  const factor = positiveNumber('--rungs', step!);
  if (factor > 1) return { from: first, factor };
  throw new InputError(`--rungs: expected a factor > 1 after x, found '${step}'`);
}

/** A search without a rung would be one without a pruner. */
function requireRungs(contenders: readonly Contender[], config: RunConfig, text: string): void {
  if (contenders.every(({ pruner }) => pruner === undefined || rungsOfRun(pruner, config).length > 0)) return;
  throw new InputError(
    `--rungs: expected a rung below ${config.stop.maxIterations}, the most iterations of its runs, found '${text}'`,
  );
}

const HEAD = ['sampler', 'pruner', 'best, median', 'middle half', 'iterations', 'found best', 'after'];

/** Shares are of the whole grid's iterations. */
function rowOf({ contender, best, spent, untilFound }: Standing): unknown[] {
  const [low, median, high] = quartiles(best);
  const found = untilFound.filter(Number.isFinite).length;
  const [, after] = quartiles(untilFound);
  return [
    contender.sampler,
    contender.pruner?.kind ?? NONE,
    formatNumber(median),
    `${formatNumber(low)} to ${formatNumber(high)}`,
    percent(quartiles(spent)[1]),
    `${found} of ${untilFound.length}`,
    Number.isFinite(after) ? percent(after) : '',
  ];
}

const percent = (share: number): string => `${formatNumber(Number((100 * share).toPrecision(3)))} %`;
