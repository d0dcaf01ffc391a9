/** `ranksweep data get`: downloads a set of images. */
import { InputError } from '@ranksweep/core';
import { getSet, requireKnown, sourcesAt, surveySet } from '@ranksweep/data';
import { formatBytes } from '@ranksweep/text';
import { exitStatus, type ExitStatus } from '../../exitStatus.ts';
import { interruptible } from '../../interruptible.ts';
import { phaseProgress } from '../../render/phaseProgress.ts';
import { print } from '../../render/print.ts';

export interface GetDataOptions {
  /** URL of a folder. */
  readonly from?: string;
}

/**
 * @returns 1 where a file could not be got, from anywhere
 * @throws InputError for a set that is unknown, or part of ranksweep, and for what is no URL
 */
export async function getData(name: string, { from }: GetDataOptions): Promise<ExitStatus> {
  const known = requireKnown(name);
  if (from !== undefined) requireUrl(from);
  const before = await surveySet(known);
  if (before.state === 'here') {
    print(`${name} is here: ${before.place.folder} (${before.place.title}). Nothing was downloaded.`);
    return exitStatus.ok;
  }
  const progress = phaseProgress(process.stderr, { amount: formatBytes });
  const troubles: string[] = [];
  return interruptible(
    async (signal) => {
      const { folder, got, missing } = await getSet(known, {
        signal,
        sources: from === undefined ? undefined : sourcesAt(name, from),
        onProgress: progress.observer,
        onTrouble: (text) => troubles.push(text),
      }).finally(progress.clear);
      for (const text of troubles) console.error(text);
      if (missing.length === 0) {
        print(`${name} is in ${folder}. To look at it: ranksweep data show ${name}`);
        return exitStatus.ok;
      }
      const kept = got.length === 0 ? '' : ` ${got.join(', ')} came, and will not come again.`;
      console.error(
        `ranksweep: ${name} is not complete: ${missing.join(', ')} did not come.${kept}\n` +
          `If you have them, copy the files to ${folder}. Otherwise: ${known.howToGet}`,
      );
      return exitStatus.someFailed;
    },
    { message: 'Stopped. Files that had come whole are kept; the same command goes on.' },
  );
}

function requireUrl(text: string): void {
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (!isWeb)
    throw new InputError(`--from: expected a URL such as https://example.org/mnist, found '${text}'`);
}
