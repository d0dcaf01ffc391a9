/** `ranksweep data list`: known sets of images, and which are here. */
import { dataFolder, knownSets, placesOf, surveySet, type KnownSet, type Survey } from '@ranksweep/data';
import { formatBytes } from '@ranksweep/text';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { printJson } from '../../json/printJson.ts';
import { print } from '../../render/print.ts';
import { terminalTable } from '../../render/terminalTable.ts';

interface Surveyed {
  readonly known: KnownSet;
  readonly survey: Survey;
}

/** @returns 1 where a set is here and damaged */
export async function listSets({ json }: { readonly json?: boolean }): Promise<ExitStatus> {
  const sets: Surveyed[] = [];
  for (const known of knownSets) sets.push({ known, survey: await surveySet(known) });
  if (json) printJson({ dataFolder: dataFolder(), sets: sets.map(jsonOf) });
  else {
    print(tableOf(sets));
    for (const { known, survey } of sets) {
      if (survey.state === 'missing') print(`\nTo get ${known.name}: ${known.howToGet}`);
      if (survey.state === 'damaged') print(`\n${survey.problem}`);
    }
    print(
      `\nSets are looked for in ${dataFolder()} first. \`ranksweep data list --json\` has all places; docs/DATA.md says more.`,
    );
  }
  return sets.some(({ survey }) => survey.state === 'damaged') ? exitStatus.someFailed : exitStatus.ok;
}

function tableOf(sets: readonly Surveyed[]): string {
  const rows = sets.map(({ known, survey }) => [
    known.name,
    `${known.train} + ${known.test}`,
    `${known.height} x ${known.width}${known.channels === 3 ? ', in colour' : ''}`,
    `0..${known.maxLevel}`,
    survey.state,
    survey.state === 'missing' ? '' : formatBytes(survey.bytes),
    survey.state === 'missing' ? '' : `${survey.place.folder} (${survey.place.title})`,
  ]);
  return terminalTable(['set', 'images', 'pixels', 'levels', 'state', 'size', 'where'], rows, {
    spare: ['size', 'levels', 'pixels'],
  });
}

function jsonOf({ known, survey }: Surveyed): object {
  const { name, title, height, width, channels, maxLevel, classes, train, test } = known;
  const place = survey.state === 'missing' ? undefined : survey.place;
  return {
    name,
    title,
    height,
    width,
    channels,
    maxLevel,
    classes,
    train,
    test,
    state: survey.state,
    folder: place?.folder ?? null,
    bytes: survey.state === 'missing' ? null : survey.bytes,
    sha256: survey.state === 'here' ? survey.sha256 : null,
    problem: survey.state === 'damaged' ? survey.problem : null,
    places: placesOf(name),
    howToGet: known.howToGet ?? null,
  };
}
