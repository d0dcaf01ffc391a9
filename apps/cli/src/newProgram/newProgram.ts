/** `ranksweep new --program`: a definition whose runs are a program of the user's, and a script to begin with. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, extname, format, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNewFile } from '@ranksweep/export';
import type { SweepFile } from '@ranksweep/kinds';
import { sweepFileText } from '@ranksweep/sweep';
import { ranksweepCommand } from '@ranksweep/text';
import { oneOf } from '../usageError.ts';
import { print } from '../render/print.ts';
import { languages, usualLanguage, type Language } from './languages.ts';

export interface NewProgramOptions {
  readonly language?: string;
  readonly db: string;
}

/**
 * Writes both files, or neither.
 * @param path of the definition; without an extension it is YAML
 * @throws InputError for a file that is there already
 */
export async function newProgram(path: string, options: NewProgramOptions): Promise<void> {
  const name = oneOf('--language', options.language ?? usualLanguage(), Object.keys(languages));
  const language = languages[name]!;
  const definition = extname(path) === '' ? `${path}.yaml` : path;
  const script = format({ ...parse(definition), base: '', ext: language.extension });
  const text = sweepFileText(definition, sweepOf(basename(script), language), [
    `Runs ${basename(script)} once for every rate and seed. All about programs: docs/PROGRAMS.md`,
  ]);
  const advice = 'name another';
  await writeNewFile({ path: definition, advice }, async (temporary) => {
    await writeNewFile({ path: script, advice }, (file) => writeFile(file, scriptIn(language)));
    await writeFile(temporary, text);
  });
  print(`${definition} and ${script} are there. What they would run, and then the runs themselves:`);
  print(ranksweepCommand(['run', definition, '--dry-run'], options.db));
  print(ranksweepCommand(['run', definition], options.db));
}

const scriptIn = ({ extension }: Language): string =>
  readFileSync(fileURLToPath(new URL(`scripts/descent${extension}`, import.meta.url)), 'utf8');

const sweepOf = (script: string, { command }: Language): SweepFile => ({
  description: 'gradient descent from a small start, at three learning rates',
  seeds: [0, 1, 2],
  parts: {
    descent: {
      base: {
        program: { command: command(script), loss: 'loss', files: [script] },
        parameters: { rate: 0.1 },
        stop: { maxIterations: 100 },
      },
      axes: { 'parameters.rate': [0.05, 0.1, 0.2] },
    },
  },
  figure: {
    caption: 'Gradient descent at three learning rates.',
    panels: [
      { title: 'Loss', part: 'descent', metric: 'loss', colorBy: 'parameters.rate', yScale: 'log' },
      { title: 'Weight', part: 'descent', metric: 'w', colorBy: 'parameters.rate' },
    ],
  },
});
