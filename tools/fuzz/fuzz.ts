/**
 * `npm run fuzz -- [--reader NAME] [--seconds S] [--seed N]`: damaged inputs into the readers of untrusted input, each for
 * S seconds. The first that is not handled as it should be is saved, with the command that reads it again.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign, check, type Campaign } from './campaign.ts';
import { readerNames, readers, type ReaderName } from './readers.ts';
import { watch } from './watch.ts';

const { values } = parseArgs({
  options: {
    reader: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    most: { type: 'string' },
    file: { type: 'string' },
    out: { type: 'string', default: '.fuzz' },
  },
});

const numberOf = (option: string, text: string): number => {
  const value = Number(text);
  if (value >= 0 && value < 2 ** 48) return value;
  throw new Error(`--${option}: expected a number from 0 on, found '${text}'`);
};

function chosenReaders(): readonly ReaderName[] {
  const { reader } = values;
  if (reader === undefined) return readerNames;
  if ((readerNames as string[]).includes(reader)) return [reader as ReaderName];
  throw new Error(`--reader: expected one of ${readerNames.join(', ')}, found '${reader}'`);
}

async function fuzz(name: ReaderName, seed: number, folder: string): Promise<boolean> {
  const reader = await readers[name](folder);
  const watched = watch(
    (index) => `npm run fuzz -- --reader ${name} --seed ${seed} --from ${index} --most 1`,
  );
  try {
    const result = await campaign(reader, {
      seed,
      seconds: numberOf('seconds', values.seconds),
      from: numberOf('from', values.from),
      ...(values.most === undefined ? {} : { most: numberOf('most', values.most) }),
      onInput: watched.onInput,
    });
    console.log(summary(name, result));
    if (result.failure === undefined) return true;
    const { input, index, reason } = result.failure;
    mkdirSync(values.out, { recursive: true });
    const file = resolve(values.out, `${name}-${seed}-${index}`);
    writeFileSync(file, input);
    console.log(
      `${reason}\nInput ${index} is saved. Read it again with:\n  npm run fuzz -- --reader ${name} --file ${file}`,
    );
    return false;
  } finally {
    watched.stop();
    reader.close?.();
  }
}

function summary(name: string, { inputs, refused, seconds, slowest, slowestMs, failure }: Campaign): string {
  const state = failure === undefined ? 'ok' : 'FAILED';
  const counts = `${inputs} inputs, ${refused} refused, in ${seconds.toFixed(1)} s, the slowest (${slowest}) ${slowestMs.toFixed(0)} ms`;
  return `${name.padEnd(12)} ${state.padEnd(7)} ${counts}`;
}

async function again(name: ReaderName, file: string, folder: string): Promise<boolean> {
  const reader = await readers[name](folder);
  const { isRefused, ms, reason } = await check(reader, readFileSync(file));
  console.log(reason ?? `${isRefused ? 'refused' : 'read'} as it should be, in ${ms.toFixed(0)} ms`);
  reader.close?.();
  return reason === undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-fuzz-'));
try {
  for (const name of chosenReaders()) {
    const isFine =
      values.file === undefined
        ? await fuzz(name, numberOf('seed', values.seed), folder)
        : await again(name, values.file, folder);
    if (!isFine) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
