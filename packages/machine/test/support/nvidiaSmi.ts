/** A real program of the name nvidia-smi, which says what a test wants NVIDIA's to say. */
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';

/** The lines of two equal cards; of the second, little is known. */
export const H100S = [
  '0, GPU-11111111-aaaa, 00000000:41:00.0, 550.54.15, 81559, 12345, 97, 45, 312.44, NVIDIA H100 80GB HBM3',
  '1, GPU-22222222-bbbb, 00000000:C1:00.0, 550.54.15, 81559, 0, [N/A], 33, [Not Supported], NVIDIA H100 80GB HBM3',
].join('\n');

export const FAILS =
  'echo "NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver."; exit 9';

/**
 * Puts it first on the path until the test ends.
 * @param script of a shell
 * @returns the folder that it is in, and works in
 */
export function withNvidiaSmi(script: string): string {
  const folder = temporaryFolder();
  const program = join(folder, 'nvidia-smi');
  writeFileSync(program, `#!/bin/sh\ncd "${folder}"\n${script}\n`);
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** A script, of the shell's own commands alone, that prints these lines. */
export const saying = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => `echo '${line}'`)
    .join('\n');
