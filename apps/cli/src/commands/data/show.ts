/** `ranksweep data show`: images as models see them, as tables and a picture. */
import { InputError } from '@ranksweep/core';
import {
  contactSheet,
  photoRows,
  photoSheet,
  readImageSet,
  summarize,
  type ImageSet,
  type SheetRow,
} from '@ranksweep/data';
import { wholeNumber } from '../../optionValues.ts';
import { withPhaseProgress } from '../../render/phaseProgress.ts';
import { print } from '../../render/print.ts';
import { terminalTable } from '../../render/terminalTable.ts';
import { groupsOf, lookAt, lookText, sourceOf, type Groups, type Look, type LookWords } from './look.ts';
import { requirePicture, writePicture } from './picture.ts';
import { showPathfinder, showSameClass, type TaskWords } from './showTasks.ts';
import { summaryText } from './summaryText.ts';

export interface ShowDataOptions extends LookWords, TaskWords {}

const COLUMNS = '16';
const MOST_COLUMNS = 100;

/** What goes with everything that can be shown. */
const ALWAYS = ['columns', 'out', 'force'] as const;
const OF_GREY_SETS = ['label', 'levels', 'randomize', 'train', 'test', 'seed'] as const;

/** @throws InputError for a set that is not here, or that the options do not fit, before anything is written */
export async function showData(word: string, options: ShowDataOptions): Promise<void> {
  if (word === 'pathfinder') {
    requireOnly(word, options, ['length', 'size', 'seed']);
    return showPathfinder(options);
  }
  if (word === 'is-same-class') {
    requireOnly(word, options, ['set', 'distance', 'pool', 'canvas', 'seed']);
    return showSameClass(options);
  }
  requireOnly('a set of images', options, OF_GREY_SETS);
  const source = sourceOf(word);
  const columns = wholeNumber('--columns', options.columns ?? COLUMNS, 1, MOST_COLUMNS);
  requirePicture(options);
  const set = await withPhaseProgress(() => readImageSet(source));
  return set.channels === 1 ? showGrey(set, columns, options) : showColour(set, columns, options);
}

/** @throws InputError for an option that is of something else */
function requireOnly(
  what: string,
  options: ShowDataOptions,
  allowed: readonly (keyof ShowDataOptions)[],
): void {
  const fitting: readonly string[] = [...ALWAYS, ...allowed];
  const other = Object.keys(options).find((name) => !fitting.includes(name));
  if (other === undefined) return;
  const words = fitting.map((name) => `--${name}`).join(', ');
  throw new InputError(`data show: expected options of ${what}, which are ${words}; found --${other}`);
}

/** As the task `samples` makes them. */
async function showGrey(set: ImageSet, columns: number, options: ShowDataOptions): Promise<void> {
  const { look, groups, summary } = await withPhaseProgress((observer) => {
    const look = lookAt(set, options);
    observer('rounding pixels', 0, 1);
    const groups = groupsOf(set, look);
    observer('counting patterns', 0, 1);
    return { look, groups, summary: summarize(gridSize(set, look), groups) };
  });
  const title = lookText(set, look);
  const sheet = contactSheet({ title, rows: rowsOf(groups, set, columns), ...gridSize(set, look) });
  const path = await writePicture(sheet, stemOf(set, look), options);
  print(`${title}\nfrom ${set.from}\nsha256 ${set.sha256}\n`);
  print(`${summaryText(summary, groups, look)}\n\nPicture: ${path}`);
}

/** As they are. */
async function showColour(set: ImageSet, columns: number, options: ShowDataOptions): Promise<void> {
  requireOnly('a set in colour', options, []);
  const { name, height, width, train, test } = set;
  const title = `${name}: ${train.count} + ${test.count} images of ${height} x ${width} pixels, in colour`;
  const rows = photoRows(set, columns);
  const path = await writePicture(await photoSheet({ title, rows, height, width }), name, options);
  const count = (labels: Uint8Array, label: number): number => labels.filter((one) => one === label).length;
  const counts = rows.map((row, label) => [row.title, count(train.labels, label), count(test.labels, label)]);
  print(`${title}\nfrom ${set.from}\nsha256 ${set.sha256}\n`);
  print(terminalTable(['label', 'train', 'test'], [...counts, ['all', train.count, test.count]]));
  print(`\nPicture: ${path}`);
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

/** Says what differs from a plain look at the set: `mnist-label-3-random-labels`. */
const stemOf = (set: ImageSet, { levels, randomize, seed, label, train, test }: Look): string =>
  [
    set.name,
    ...(levels === 2 ? [] : [`levels-${levels}`]),
    ...(label === undefined ? [] : [`label-${label}`]),
    ...(randomize === 'none' ? [] : [`random-${randomize}`]),
    ...(train === set.train.count && test === set.test.count ? [] : [`${train}-${test}`]),
    ...(seed === 0 ? [] : [`seed-${seed}`]),
  ].join('-');
