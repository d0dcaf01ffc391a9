/** `ranksweep data show`: images as models see them, as tables and a picture. */
import { writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { contactSheet, readImageSet, summarize, type ImageSet, type SheetRow } from '@ranksweep/data';
import { writeNewFile } from '@ranksweep/export';
import { DEFAULT_DATABASE } from '@ranksweep/text';
import { fileStem } from '../../fileStem.ts';
import { wholeNumber } from '../../optionValues.ts';
import { requireFileName } from '../../pathProblem.ts';
import { withPhaseProgress } from '../../render/phaseProgress.ts';
import { print } from '../../render/print.ts';
import { resultFolder } from '../../resultFolder.ts';
import { groupsOf, lookAt, lookText, sourceOf, type Groups, type Look, type LookWords } from './look.ts';
import { summaryText } from './summaryText.ts';

export interface ShowDataOptions extends LookWords {
  /** Examples of each label. */
  readonly columns: string;
  readonly out?: string;
  readonly force?: boolean;
}

const MOST_COLUMNS = 100;

/** @throws InputError for a set that is not here, or that the options do not fit, before anything is written */
export async function showData(word: string, options: ShowDataOptions): Promise<void> {
  const source = sourceOf(word);
  const columns = wholeNumber('--columns', options.columns, 1, MOST_COLUMNS);
  if (options.out !== undefined) formatOf(options.out);
  const { set, look, groups, summary } = await withPhaseProgress(async (observer) => {
    const set = await readImageSet(source);
    const look = lookAt(set, options);
    observer('rounding pixels', 0, 1);
    const groups = groupsOf(set, look);
    observer('counting patterns', 0, 1);
    return { set, look, groups, summary: summarize(gridSize(set, look), groups) };
  });
  const title = lookText(set, look);
  const sheet = contactSheet({ title, rows: rowsOf(groups, set, columns), ...gridSize(set, look) });
  const path = options.out ?? join(resultFolder(DEFAULT_DATABASE, 'figures'), `${stemOf(set, look)}.png`);
  const content =
    formatOf(path) === 'svg' ? sheet : (await import('@ranksweep/plot')).renderPng(sheet, { scale: 2 });
  // A picture of the default name shows the same.
  await writeNewFile({ path, force: options.force ?? options.out === undefined }, async (temporary) =>
    writeFileSync(temporary, content),
  );
  print(`${title}\nfrom ${set.from}\nsha256 ${set.sha256}\n`);
  print(`${summaryText(summary, groups, look)}\n\nPicture: ${path}`);
}

const gridSize = ({ height, width }: ImageSet, { levels }: Look) => ({ height, width, levels });

/** The first training images of each group. */
function rowsOf({ names, train }: Groups, { height, width }: ImageSet, columns: number): SheetRow[] {
  const rows = names.map((title) => ({ title, images: [] as Uint8Array[] }));
  const size = height * width;
  for (const [s, label] of train.labels.entries()) {
    const { images } = rows[label]!;
    if (images.length < columns) images.push(train.tuples.subarray(s * size, (s + 1) * size));
  }
  return rows;
}

/** @throws InputError for a path that ends in neither .png nor .svg */
function formatOf(path: string): 'png' | 'svg' {
  const extension = extname(requireFileName('--out', path)).toLowerCase();
  if (extension === '.png' || extension === '.svg') return extension === '.png' ? 'png' : 'svg';
  throw new InputError(`--out: expected a file that ends in .png or .svg, found ${path}`);
}

/** Says what differs from a plain look at the set: `mnist-label-3-random-labels`. */
const stemOf = (set: ImageSet, { levels, randomize, seed, label, train, test }: Look): string =>
  fileStem(
    [
      set.name,
      ...(levels === 2 ? [] : [`levels-${levels}`]),
      ...(label === undefined ? [] : [`label-${label}`]),
      ...(randomize === 'none' ? [] : [`random-${randomize}`]),
      ...(train === set.train.count && test === set.test.count ? [] : [`${train}-${test}`]),
      ...(seed === 0 ? [] : [`seed-${seed}`]),
    ].join('-'),
  );
