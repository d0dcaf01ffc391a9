/** `ranksweep plot`: figures of sweeps in the database, drawn anew. */
import { join } from 'node:path';
import { getPath, InputError } from '@ranksweep/core';
import { parseFigure, type FigureSpec } from '@ranksweep/kinds';
import type { Figure, FigureLook, FigureWidth } from '@ranksweep/plot';
import { openStore, requireSpec, resolveSweeps, sweepText, type SweepSummary } from '@ranksweep/store';
import { tellDamaged } from '../damagedRuns.ts';
import type { ExitStatus } from '../exitStatus.ts';
import { listOf } from '../optionValues.ts';
import { SoundFigures } from '../soundFigures.ts';
import { requireWritable } from '../writableFolder.ts';
import { inWords } from '../render/inWords.ts';
import { print } from '../render/print.ts';
import { resultFolder } from '../resultFolder.ts';
import { sweepFileStem } from '../sweepFiles.ts';

export interface PlotOptions {
  readonly out?: string;
  /** Such as `svg,pdf`. */
  readonly format: string;
  readonly width: FigureWidth;
  readonly caption: boolean;
  readonly spec?: boolean;
  readonly db: string;
}

/**
 * @returns 1 where a damaged run is left out of a figure
 * @throws InputError for a sweep that is not there or has no figure, before anything is written
 */
export async function plot(words: readonly string[], options: PlotOptions): Promise<ExitStatus> {
  const { captionOf, figureFormats, vegaLiteSpec, writeFigure } = await import('@ranksweep/plot');
  const formats = listOf('--format', options.format, figureFormats);
  const folder = options.out ?? resultFolder(options.db, 'figures');
  if (!options.spec) requireWritable('--out', folder);
  const store = openStore(options.db, { readOnly: true });
  try {
    const sweeps = resolveSweeps(store, words, 'plot');
    const look: FigureLook = { width: options.width, caption: options.caption ? 'below' : 'none' };
    const sound = new SoundFigures(store);
    const figures: [SweepSummary, Figure][] = [];
    for (const sweep of sweeps) figures.push([sweep, await sound.of(sweep.id, specOf(sweep))]);
    if (options.spec) printSpec(figures.map(([, figure]) => vegaLiteSpec(figure, look)));
    else {
      for (const [sweep, figure] of figures) {
        const path = join(folder, sweepFileStem(sweep));
        const paths = await writeFigure(figure, path, { formats, look });
        print(`${sweepText(sweep)}: ${inWords(paths)}`);
        if (!options.caption) print(`Caption: ${captionOf(figure)}`);
      }
    }
    const runs = sweeps.flatMap(({ id }) => store.runsOfSweep(id));
    const ofPoints = sound.tellDamaged();
    return tellDamaged(runs, 'it is not drawn') || ofPoints;
  } finally {
    store.close();
  }
}

function printSpec(specs: readonly object[]): void {
  if (specs.length > 1) {
    throw new InputError(`--spec: expected one sweep, found ${specs.length}; ask for one at a time`);
  }
  print(JSON.stringify(specs[0], undefined, 2));
}

/** @throws InputError for a sweep without a figure */
function specOf(sweep: SweepSummary): FigureSpec {
  const figure = getPath(requireSpec(sweep), 'figure');
  if (figure === undefined) {
    throw new InputError(
      `plot: expected a sweep whose definition has a figure, found none in ${sweepText(sweep)}`,
    );
  }
  return parseFigure(figure, `${sweepText(sweep)}, figure`);
}
