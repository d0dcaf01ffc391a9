/** The sections on convolutional networks: whatever runs of them a database has, beside what is published. */
import { publishedAccuracies, type PublishedAccuracies } from '@ranksweep/experiments';
import { expandSweep } from '@ranksweep/sweep';
import type { ReadOnlyStore } from '@ranksweep/store';
import type { ImageContent } from '../images/imageSections.ts';
import { accuracyTable, publishedTable, verdictSentences } from './networkTables.ts';
import { trainedNetworks } from './trainedNetworks.ts';

/** Preset `paper` takes large GPUs for days, so that the sections tell what `quick` gives. */
const PRESET = 'quick';

export const isOfNetworks = (definition: string): boolean =>
  publishedAccuracies.some((one) => one.definition === definition);

const HOW_TO_READ =
  'Test accuracies at the end of the runs: mean ± population standard deviation over the seeds, and how many these are.';

/** @returns a section, in paragraphs of Markdown, for each of the definitions that the database has a sweep of */
export async function networkSections(store: ReadOnlyStore, content: ImageContent): Promise<string[][]> {
  const sections: string[][] = [];
  for (const published of publishedAccuracies) {
    const section = await sectionOf(store, content, published);
    if (section !== undefined) sections.push(section);
  }
  return sections;
}

async function sectionOf(
  store: ReadOnlyStore,
  { definitions, remarks, draw }: ImageContent,
  published: PublishedAccuracies,
): Promise<string[] | undefined> {
  const { definition: name, axis } = published;
  const definition = definitions.find((one) => one.name === name)!;
  const sweeps = store.sweeps().filter((one) => one.definition === name && one.preset === PRESET);
  const runs = trainedNetworks(store, sweeps, axis);
  if (runs.length === 0) return undefined;
  const figure = expandSweep(definition, { preset: PRESET }).spec.figure!;
  const path = await draw({ name, sweep: sweeps.at(-1)!, figure });
  return [
    `## ${name}`,
    definition.description,
    `Preset \`${PRESET}\`: ${definition.presets[PRESET]!.description}.`,
    `![${figure.caption}](${path})`,
    HOW_TO_READ,
    accuracyTable(runs, published),
    verdictSentences(runs, published).join(' '),
    ...remarks.filter((one) => one.definition === name).map(({ text }) => text),
    'Published, of the full size that preset `paper` has:',
    publishedTable(published),
  ].filter((paragraph) => paragraph !== '');
}
