/** `ranksweep report`: sweeps as one HTML file, to be handed on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNewFile } from '@ranksweep/export';
import { openStore, resolveSweeps, sweepText, type SweepSummary } from '@ranksweep/store';
import { provenance } from '@ranksweep/sweep';
import { formatBytes } from '@ranksweep/text';
import type { Report, SweepReport } from '@ranksweep/report';
import { tellDamaged } from '../damagedRuns.ts';
import type { ExitStatus } from '../exitStatus.ts';
import { fileStem } from '../fileStem.ts';
import { requireFileName } from '../pathProblem.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { print } from '../render/print.ts';
import { resultFolder } from '../resultFolder.ts';
import { SoundFigures } from '../soundFigures.ts';
import { sweepFileStem } from '../sweepFiles.ts';

export interface ReportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly db: string;
}

/**
 * @returns 1 where a damaged run is left out of a figure or a table
 * @throws InputError for a sweep that is not there or is damaged, or a file that may not be replaced, before anything is written
 */
export async function report(words: readonly string[], options: ReportOptions): Promise<ExitStatus> {
  const { db, out, force = false } = options;
  const store = openStore(db, { readOnly: true });
  try {
    const sweeps = resolveSweeps(store, words, 'report');
    const sound = new SoundFigures(store);
    const { reportPage } = await import('@ranksweep/report');
    const path =
      out === undefined
        ? join(resultFolder(db, 'reports'), defaultName(sweeps))
        : requireFileName('--out', out);
    // A report of the same sweeps is what has the default name.
    const bytes = await writeNewFile({ path, force: force || out === undefined }, (temporary) =>
      withPhaseProgress(async (observer) => {
        const { sweepReport } = await import('../report/sweepReport.ts');
        const read: SweepReport[] = [];
        for (const sweep of sweeps) read.push(await sweepReport(store, sweep, { sound, observer }));
        observer('drawing', 0, 1);
        writeFileSync(temporary, await reportPage(reportOf(read)));
      }),
    );
    print(`${path}: ${sweeps.map(sweepText).join(', ')}, ${formatBytes(bytes)}`);
    const runs = sweeps.flatMap(({ id }) => store.runsOfSweep(id));
    const ofPoints = sound.tellDamaged();
    return tellDamaged(runs, 'it is listed without its axes and not drawn') || ofPoints;
  } finally {
    store.close();
  }
}

function reportOf(sweeps: readonly SweepReport[]): Report {
  const { versions } = provenance();
  return {
    title: sweeps.map(({ name }) => name).join(', '),
    writtenAt: new Date().toISOString(),
    program: `ranksweep ${versions.ranksweep}`,
    sweeps,
  };
}

/** `dynamics-1.html`; of several sweeps, all of them, `dynamics-1_nodes-2.html`. */
const defaultName = (sweeps: readonly SweepSummary[]): string =>
  `${fileStem(sweeps.map(sweepFileStem).join('_'))}.html`;
