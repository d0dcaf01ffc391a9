/** `ranksweep data show pathfinder` and `is-same-class`: what convolutional networks are trained on, as pictures. */
import {
  pathfinderExamples,
  pathfinderParameters,
  photoSheet,
  sameClassTask,
  taskRows,
} from '@ranksweep/data';
import { formatNumber } from '@ranksweep/text';
import { wholeNumber } from '../../optionValues.ts';
import { oneOf } from '../../usageError.ts';
import { withPhaseProgress } from '../../render/phaseProgress.ts';
import { print } from '../../render/print.ts';
import { MOST_SEED, sourceOf } from './look.ts';
import { requirePicture, writePicture, type PictureOptions } from './picture.ts';

/** As text. */
export interface TaskWords extends PictureOptions {
  readonly columns?: string;
  readonly seed?: string;
  readonly length?: string;
  readonly size?: string;
  readonly set?: string;
  readonly distance?: string;
  readonly pool?: string;
  readonly canvas?: string;
}

const COLUMNS = '6';
const MOST_COLUMNS = 50;
const MOST_SIDE = 4096;

const shared = ({ columns = COLUMNS, seed = '0' }: TaskWords) => ({
  columns: wholeNumber('--columns', columns, 1, MOST_COLUMNS),
  seed: wholeNumber('--seed', seed, 0, MOST_SEED),
});

/** @throws InputError for options that do not fit, before anything is written */
export async function showPathfinder(words: TaskWords): Promise<void> {
  const { length = '9', size = '150' } = words;
  const { columns, seed } = shared(words);
  requirePicture(words);
  const parameters = pathfinderParameters({
    length: wholeNumber('--length', length, 2),
    size: wholeNumber('--size', size, 8),
  });
  const { rows, tries, distractors } = await withPhaseProgress((observer) => {
    observer('drawing images', 0, 1);
    return pathfinderExamples(parameters, { seed, columns });
  });
  const title = `Pathfinder: two paths of ${length} dashes, ${size} x ${size} pixels, seed ${seed}`;
  const sheet = await photoSheet({ title, rows, height: parameters.size, width: parameters.size });
  const path = await writePicture(sheet, `pathfinder-length-${length}-size-${size}-seed-${seed}`, words);
  print(`${title}\n`);
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  print(`Drawn with ${named.join(', ')}.`);
  print(
    `The paths of an image were begun ${formatNumber(tries)} times on average, until both had room. ` +
      `${formatNumber(distractors)} of ${parameters.distractors} distractors had room.`,
  );
  print(`\nPicture: ${path}`);
}

/** @throws InputError for a set that is not here, or options that do not fit it, before anything is written */
export async function showSameClass(words: TaskWords): Promise<void> {
  const { set = 'digits', distance = '0', pool = '1', canvas = '224,224' } = words;
  const { columns, seed } = shared(words);
  requirePicture(words);
  const options = {
    data: sourceOf(set),
    distance: wholeNumber('--distance', distance, 0, MOST_SIDE),
    pool: wholeNumber('--pool', pool, 1),
    canvas: canvasOf(canvas),
    seed,
    // Enough for two rows of each label, but for a chance of less than one in a million.
    train: 8 * columns + 60,
    test: 0,
  };
  const task = await withPhaseProgress(() => sameClassTask(options));
  const [height, width] = options.canvas;
  const [{ height: side }] = task.boxes!;
  const title = `Pairs of ${set}, ${side} pixels high, ${distance} apart on ${height} x ${width}, seed ${seed}`;
  const rows = taskRows(task, { columns, titles: ['different', 'same class'] });
  const sheet = await photoSheet({ title, rows, height, width });
  const stem = `is-same-class-${set}-pool-${pool}-canvas-${height}-${width}-distance-${distance}-seed-${seed}`;
  const path = await writePicture(sheet, stem, words);
  const numbers = (values: readonly number[]): string =>
    values.map((value) => formatNumber(value)).join(', ');
  print(`${title}\nfrom ${task.from}\nsha256 ${task.sha256}\n`);
  print(`Normalized by mean ${numbers(task.normalization.mean)} and std ${numbers(task.normalization.std)}.`);
  print(`\nPicture: ${path}`);
}

/** `8,64` is 8 high and 64 wide. */
function canvasOf(text: string): readonly [number, number] {
  const [height = '', width = '', ...rest] = text.split(',');
  if (rest.length > 0) oneOf('--canvas', text, ['HEIGHT,WIDTH']);
  return [
    wholeNumber('--canvas, height', height, 1, MOST_SIDE),
    wholeNumber('--canvas, width', width, 1, MOST_SIDE),
  ];
}
