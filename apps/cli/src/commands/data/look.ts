/** What `ranksweep data show` was asked to look at, and how images are grouped then. */
import { statSync } from 'node:fs';
import { hint, InputError } from '@ranksweep/core';
import {
  knownSets,
  labelledSamples,
  type ImageSet,
  type LabelledSamples,
  type SetSource,
} from '@ranksweep/data';
import { wholeNumber } from '../../optionValues.ts';
import { oneOf } from '../../usageError.ts';

const RANDOMIZE = ['none', 'images', 'labels'] as const;
/** Indices of tensors are bytes. */
const MOST_LEVELS = 256;
export const MOST_SEED = 2 ** 48 - 1;

/** The command's options, as text. */
export interface LookWords {
  readonly label?: string;
  readonly levels?: string;
  readonly randomize?: string;
  readonly train?: string;
  readonly test?: string;
  readonly seed?: string;
}

export interface Look {
  readonly levels: number;
  readonly randomize: (typeof RANDOMIZE)[number];
  readonly seed: number;
  /** The label against the rest; undefined where every label is for itself. */
  readonly label: number | undefined;
  /** Number of images. */
  readonly train: number;
  readonly test: number;
}

/** Images by group: every label is one, or a label and the rest. */
export interface Groups {
  readonly names: readonly string[];
  /** Their labels are numbers of groups. */
  readonly train: LabelledSamples;
  readonly test: LabelledSamples;
}

/** @throws InputError where there is neither a set nor a folder of this name */
export function sourceOf(word: string): SetSource {
  const names = knownSets.map(({ name }) => name);
  if (names.includes(word)) return { set: word };
  if (statSync(word, { throwIfNoEntry: false })?.isDirectory()) return { folder: word };
  throw new InputError(`data show: expected a set or a folder, found '${word}'${hint(word, names, 'sets')}`);
}

/** @throws InputError for an option that the set does not fit */
export function lookAt({ name, classes, train, test }: ImageSet, words: LookWords): Look {
  const count = (option: '--train' | '--test', text: string | undefined, all: number): number =>
    text === undefined ? all : wholeNumber(`${option} of ${name}`, text, option === '--train' ? 1 : 0, all);
  return {
    levels: wholeNumber('--levels', words.levels ?? '2', 2, MOST_LEVELS),
    randomize: oneOf('--randomize', words.randomize ?? 'none', RANDOMIZE),
    seed: wholeNumber('--seed', words.seed ?? '0', 0, MOST_SEED),
    label:
      words.label === undefined ? undefined : wholeNumber(`--label of ${name}`, words.label, 0, classes - 1),
    train: count('--train', words.train, train.count),
    test: count('--test', words.test, test.count),
  };
}

export function groupsOf(set: ImageSet, look: Look): Groups {
  const { train, test } = labelledSamples(set, look, look.seed);
  const { label } = look;
  const labelNames = Array.from({ length: set.classes }, (_, l) => set.labelNames?.[l] ?? String(l));
  if (label === undefined) return { names: labelNames, train, test };
  const ofBoth = ({ tuples, labels }: LabelledSamples): LabelledSamples => ({
    tuples,
    labels: labels.map((one) => (one === label ? 0 : 1)),
  });
  return { names: [labelNames[label]!, 'others'], train: ofBoth(train), test: ofBoth(test) };
}

/** One line for people. */
export function lookText(set: ImageSet, { levels, randomize, seed, label, train, test }: Look): string {
  const random = randomize === 'none' ? [] : [`random ${randomize} of seed ${seed}`];
  const isSubset = train < set.train.count || test < set.test.count;
  return [
    `${set.name}: ${train} + ${test} images of ${set.height} x ${set.width} pixels`,
    ...(isSubset && random.length === 0 ? [`drawn with seed ${seed}`] : []),
    `${levels} grey levels`,
    ...random,
    ...(label === undefined ? [] : [`label ${label} against the rest`]),
  ].join(', ');
}
