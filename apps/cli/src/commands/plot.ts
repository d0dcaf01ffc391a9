/** `ranksweep plot`: figures of sweeps and runs in the database, several of them in one. */
import { join } from 'node:path';
import type { Figure, FigureLook, FigureWidth } from '@ranksweep/plot';
import { openStore, resolveSubjects } from '@ranksweep/store';
import { visibleText } from '@ranksweep/text';
import { tellDamaged } from '../damagedRuns.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { listOf } from '../optionValues.ts';
import { drawnFigure } from '../plot/drawn.ts';
import { requireWhole, type PanelOptions } from '../plot/options.ts';
import { inWords } from '../render/inWords.ts';
import { print } from '../render/print.ts';
import { resultFolder } from '../resultFolder.ts';
import { SoundFigures } from '../soundFigures.ts';
import { requireWritable } from '../writableFolder.ts';

export interface PlotOptions extends PanelOptions {
  readonly out?: string;
  /** Such as `svg,pdf`. */
  readonly format: string;
  readonly width: FigureWidth;
  readonly caption: boolean;
  readonly spec?: boolean;
  readonly db: string;
}

/**
 * @returns 1 where a damaged run is left out, or a panel is not drawn
 * @throws InputError for what is not there or cannot be drawn, before anything is written
 */
export async function plot(words: readonly string[], options: PlotOptions): Promise<ExitStatus> {
  requireWhole(options);
  const { captionOf, figureFormats, vegaLiteSpec, writeFigure } = await import('@ranksweep/plot');
  const formats = listOf('--format', options.format, figureFormats);
  const folder = options.out ?? resultFolder(options.db, 'figures');
  if (!options.spec) requireWritable('--out', folder);
  const store = openStore(options.db, { readOnly: true });
  try {
    const subjects = resolveSubjects(store, words, 'plot');
    const look: FigureLook = { width: options.width, caption: options.caption ? 'below' : 'none' };
    const sound = new SoundFigures(store);
    const { figure, text, stem } = await drawnFigure({ store, sound, options }, subjects);
    if (options.spec) print(JSON.stringify(vegaLiteSpec(figure, look), undefined, 2));
    else {
      const paths = await writeFigure(figure, join(folder, stem), { formats, look });
      print(`${text}: ${inWords(paths)}`);
      if (!options.caption) print(`Caption: ${captionOf(figure)}`);
    }
    const ofPanels = tellRefused(figure);
    const ofPoints = sound.tellDamaged();
    const runs = [
      ...subjects.sweeps.flatMap(({ id }) => store.runsOfSweep(id)),
      ...subjects.runIds.flatMap((runId) => store.run(runId) ?? []),
    ];
    return tellDamaged(runs, 'it is not drawn') || ofPoints || ofPanels;
  } finally {
    store.close();
  }
}

/** @returns 1 where a panel says why it is empty */
function tellRefused({ panels }: Figure): ExitStatus {
  const refused = panels.flatMap((panel) =>
    'refusal' in panel && panel.refusal !== undefined ? [`${panel.title}: ${panel.refusal}`] : [],
  );
  for (const text of refused) console.error(visibleText(`Not drawn: ${text}`));
  return refused.length === 0 ? exitStatus.ok : exitStatus.someFailed;
}
