/** `ranksweep merge`: results of other databases, brought into one. */
import type { DamagedRun, MergeReport, PointDifference } from '@ranksweep/store';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { countOf } from '@ranksweep/text';
import { print } from '../render/print.ts';
import { openPatiently, patiently } from '../waiting.ts';
import { requireDatabase } from '../withStore.ts';

const MOST_TOLD = 10;

/** @throws InputError for a file that is no database of this version, before anything is changed */
export async function merge(paths: readonly string[], { db }: { readonly db: string }): Promise<ExitStatus> {
  for (const path of paths) requireDatabase(path);
  const store = await openPatiently(db);
  let leftOut = 0;
  try {
    for (const path of paths) {
      const report = await patiently(() => store.mergeFrom(path));
      print(`${path}: ${reportText(report)}`);
      leftOut += report.differing.length + report.damaged.length;
    }
  } finally {
    store.close();
  }
  return leftOut > 0 ? exitStatus.someFailed : exitStatus.ok;
}

function reportText({ sweepsAdded, added, replaced, kept, held, differing, damaged }: MergeReport): string {
  const done = [
    `${countOf(sweepsAdded, 'new sweep')}, ${countOf(added, 'new run')}`,
    ...(replaced > 0 ? [`${countOf(replaced, 'run')} in place of ours`] : []),
    ...(kept > 0 ? [`${countOf(kept, 'run')} kept as they were`] : []),
  ].join(', ');
  return [
    done,
    ...(held.length > 0 ? [`  left alone, since a process is at them: ${runsText(held)}`] : []),
    ...differenceLines(differing),
    ...damageLines(damaged),
  ].join('\n');
}

function differenceLines(differing: readonly PointDifference[]): string[] {
  if (differing.length === 0) return [];
  const told = differing
    .slice(0, MOST_TOLD)
    .map(
      ({ runId, otherRunId, metric, iteration, here, there }) =>
        `    run ${runId} (there ${otherRunId}): ${metric} at iteration ${iteration} is ${here} here, ${there} there`,
    );
  const rest = differing.length > told.length ? [`    and ${differing.length - told.length} more`] : [];
  return [`  kept as they were, since points differ, ${countOf(differing.length, 'run')}:`, ...told, ...rest];
}

function damageLines(damaged: readonly DamagedRun[]): string[] {
  if (damaged.length === 0) return [];
  const told = damaged
    .slice(0, MOST_TOLD)
    .map(({ runId, damage }) => `    run ${runId} there: ${damage.join(', ')}`);
  const rest = damaged.length > told.length ? [`    and ${damaged.length - told.length} more`] : [];
  return [
    `  left out, since they are not what was written, ${countOf(damaged.length, 'run')}:`,
    ...told,
    ...rest,
  ];
}

const runsText = (runIds: readonly number[]): string =>
  `${runIds.length === 1 ? 'run' : 'runs'} ${runIds.slice(0, MOST_TOLD).join(', ')}` +
  (runIds.length > MOST_TOLD ? ` and ${runIds.length - MOST_TOLD} more` : '');
