/** `ranksweep merge`: results of other databases, brought into one. */
import { openNamed, type MergeReport } from '@ranksweep/store';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { countOf } from '@ranksweep/text';
import { leftOutLines } from '../render/leftOutLines.ts';
import { print } from '../render/print.ts';
import { openPatiently, patiently } from '../waiting.ts';
import { requireDatabase } from '../withStore.ts';

/** @throws InputError for a file that is no database of this version, before anything is changed */
export async function merge(paths: readonly string[], { db }: { readonly db: string }): Promise<ExitStatus> {
  for (const path of paths) openNamed(() => requireDatabase(path));
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
  return [done, ...leftOutLines({ held, differing, damaged })].join('\n');
}
