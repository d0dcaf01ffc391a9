/** The sections on images: `natural-rank` beside what is published, and its variants. They are of whatever runs a database has. */
import type { FigureSpec, SweepDefinition } from '@ranksweep/kinds';
import { expandSweep } from '@ranksweep/sweep';
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';
import type { Remark } from '../remarks.ts';
import { count } from '../words.ts';
import { fitsOf, type Fit } from './fits.ts';
import { comparedTable, convergenceTable } from './imageTables.ts';

/** Definitions whose preset `paper` takes weeks or that have none: their sections tell whatever has been run. */
const IMAGES = 'natural-rank';
export const isOfImages = (definition: string): boolean => definition.startsWith(IMAGES);

/** The preset whose figure is shown. */
const DRAWN_PRESET = 'quick';

export interface DrawnSweep {
  readonly name: string;
  readonly sweep: Pick<SweepSummary, 'id'>;
  /** As the definition has it now. */
  readonly figure: FigureSpec;
}

export interface ImageContent {
  readonly definitions: readonly SweepDefinition[];
  readonly remarks: readonly Remark[];
  /** @returns the figure's path as seen from the page */
  readonly draw: (sweep: DrawnSweep) => Promise<string>;
}

const HOW_TO_READ = `
Errors are a fourth of the mean square, as published: of the training images as the mean over the batches of an epoch, of the test images with
squares of at most 4. _Met_: the mean here is within 10 % of what was read off the plot, in training and test. Runs of one row are told at
the epoch that all of them have reached, as mean ± population standard deviation over the labels. \`npx ranksweep run natural-rank --preset
labels stop.maxEpochs=10000\` has them go on, and \`npm run results -- --images\` writes these sections again.`;

const CONVERGENCE = `
Training errors on the way, one run a row. In brackets, of MNIST and label 6: the same by a program of its own in C, from another seed.`;

/** @returns a section, in paragraphs of Markdown, for each of the definitions that the database has a sweep of */
export async function imageSections(store: ReadOnlyStore, content: ImageContent): Promise<string[][]> {
  const sections: string[][] = [];
  for (const definition of content.definitions.filter(({ name }) => isOfImages(name))) {
    const sweeps = store.sweeps().filter((sweep) => sweep.definition === definition.name);
    if (sweeps.length === 0) continue;
    sections.push([
      `## ${definition.name}`,
      definition.description,
      ...(await figureOf(sweeps, definition, content)),
      ...content.remarks.filter((one) => one.definition === definition.name).map(({ text }) => text),
      ...(definition.name === IMAGES ? comparison(fitsOf(store, definition.name)) : []),
    ]);
  }
  return sections;
}

async function figureOf(
  sweeps: readonly SweepSummary[],
  definition: SweepDefinition,
  { draw }: ImageContent,
): Promise<string[]> {
  const sweep = sweeps.findLast(({ preset }) => preset === DRAWN_PRESET);
  const { figure } = expandSweep(definition, { preset: DRAWN_PRESET }).spec;
  if (sweep === undefined || figure === undefined) return [];
  const path = await draw({ name: definition.name, sweep, figure });
  return [
    `Preset \`${DRAWN_PRESET}\`: ${definition.presets[DRAWN_PRESET]!.description}.`,
    `![${figure.caption}](${path})`,
  ];
}

function comparison(fits: readonly Fit[]): string[] {
  const [compared, convergence] = [comparedTable(fits), convergenceTable(fits)];
  return [
    ...(compared === undefined
      ? []
      : [`Beside what is published (${count(fits.length)} runs):`, compared, HOW_TO_READ]),
    ...(convergence === undefined ? [] : [CONVERGENCE, convergence]),
  ];
}
