/** Fits of images beside the published ones, and the way there. */
import { PUBLISHED_EPOCHS, publishedFits, recomputedFits, type PublishedFit } from '@ranksweep/experiments';
import { count, NONE, table } from '../words.ts';
import { placeAt, type Fit } from './fits.ts';

/** What is called equal beside plots that were read off. */
const SAME = 0.1;
/** The published batches; runs of others are not compared. */
const PUBLISHED_BATCH = 5000;
const LABELS = 10;
/** At which training errors are told. */
const EPOCHS = [100, 300, 1000, 3000, 10_000];

const dataNames = { none: 'original', images: 'random images', labels: 'random labels' };
const setNames = { mnist: 'MNIST', 'fashion-mnist': 'Fashion-MNIST' };

const four = (value: number): string => value.toFixed(4);

/** Of runs that differ in label and seed alone. */
function groups(fits: readonly Fit[]): Map<PublishedFit, Fit[]> {
  return new Map(
    publishedFits.map((one) => [
      one,
      fits.filter(
        ({ set, randomize, components, batchSize }) =>
          set === one.set &&
          randomize === one.randomize &&
          components === one.components &&
          batchSize === PUBLISHED_BATCH,
      ),
    ]),
  );
}

/** @returns undefined where no run is of a published point */
export function comparedTable(fits: readonly Fit[]): string | undefined {
  const rows = [...groups(fits)].filter(([, runs]) => runs.length > 0).map(comparedRow);
  if (rows.length === 0) return undefined;
  return table(['data', 'R', 'published train', 'here', 'published test', 'here', 'labels', 'verdict'], rows);
}

function comparedRow([one, runs]: readonly [PublishedFit, readonly Fit[]]): string[] {
  const epochs = Math.min(...runs.map((run) => run.epochs.at(-1)!));
  const at = (values: 'train' | 'test'): number[] => runs.map((run) => run[values][placeAt(run, epochs)]!);
  const labels = [...new Set(runs.map(({ label }) => label))].sort((a, b) => a - b);
  const [train, test] = [spread(at('train')), spread(at('test'))];
  return [
    `${setNames[one.set]}, ${dataNames[one.randomize]}`,
    String(one.components),
    String(one.train),
    train.text,
    String(one.test),
    test.text,
    labels.length === LABELS ? 'all ten' : labels.join(', '),
    verdict(one, { train: train.mean, test: test.mean, labels: labels.length, epochs }),
  ];
}

interface Found {
  readonly train: number;
  readonly test: number;
  readonly labels: number;
  readonly epochs: number;
}

function verdict(one: PublishedFit, { train, test, labels, epochs }: Found): string {
  const differing = [
    ['train', train / one.train - 1],
    ['test', test / one.test - 1],
  ].filter(([, share]) => Math.abs(share as number) > SAME) as [string, number][];
  const isShort = epochs < PUBLISHED_EPOCHS;
  const reached = `${count(epochs)} of ${count(PUBLISHED_EPOCHS)} epochs`;
  if (differing.length === 0) return isShort ? `met, after ${reached}` : 'met';
  const told = differing.map(([name, share]) => `${name} ${percent(share)}`).join(', ');
  const why = [
    ...(labels < LABELS ? [`${labels === 1 ? 'one label' : `${labels} labels`} beside a mean over ten`] : []),
    ...(isShort ? [reached] : []),
  ];
  return `differs (${told}): ${why.length === 0 ? 'not explained yet' : why.join('; ')}`;
}

const percent = (share: number): string => `${share > 0 ? '+' : '-'}${Math.round(Math.abs(share) * 100)} %`;

/** Mean, and the population standard deviation of several. */
function spread(values: readonly number[]): { readonly mean: number; readonly text: string } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, text: values.length === 1 ? four(mean) : `${four(mean)} ± ${four(deviation)}` };
}

/** Training errors by epochs, of every run of published batches, and beside label 6 of MNIST those of the other program. */
export function convergenceTable(fits: readonly Fit[]): string | undefined {
  const runs = [...groups(fits).values()].flat().filter(({ epochs }) => epochs.at(-1)! >= EPOCHS[0]!);
  if (runs.length === 0) return undefined;
  return table(
    ['data', 'R', 'label', ...EPOCHS.map((epoch) => `${count(epoch)} epochs`), 'train / test at the end'],
    runs.map((run) => [
      `${setNames[run.set]}, ${dataNames[run.randomize]}`,
      String(run.components),
      String(run.label),
      ...EPOCHS.map((epoch) => trainAt(run, epoch)),
      `${four(run.train.at(-1)!)} / ${four(run.test.at(-1)!)} (${count(run.epochs.at(-1)!)})`,
    ]),
  );
}

function trainAt(run: Fit, epoch: number): string {
  const place = run.epochs.indexOf(epoch);
  if (place < 0) return NONE;
  const here = four(run.train[place]!);
  const other = recomputedOf(run)?.train[epoch];
  return other === undefined ? here : `${here} (${four(other)})`;
}

const recomputedOf = ({ set, label, randomize, components }: Fit) =>
  set === 'mnist' && label === 6
    ? recomputedFits.find((one) => one.randomize === randomize && one.components === components)
    : undefined;
