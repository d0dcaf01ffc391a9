import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { amdGpus, visibleToHip } from '../src/index.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

/** An environment with a program of the name rocm-smi. */
function withRocmSmi(script: string): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  const program = join(folder, 'rocm-smi');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH']}` };
}

const CARDS = JSON.stringify({
  card0: { 'VRAM Total Memory (B)': '68702699520', 'Card series': 'AMD Instinct MI250X' },
  card1: { 'Card Model': '0x740c' },
  system: { 'Driver version': '6.8.5' },
});

describe("AMD's GPUs", () => {
  it('are those that rocm-smi lists', async () => {
    expect(await amdGpus(withRocmSmi(`echo '${CARDS}'`))).toEqual([
      { index: 0, name: 'AMD Instinct MI250X', memoryBytes: 68_702_699_520 },
      { index: 1, name: '0x740c', memoryBytes: undefined },
    ]);
  });

  it('are none where it fails, says something else, or is not there', async () => {
    expect(await amdGpus(withRocmSmi('exit 2'))).toEqual([]);
    expect(await amdGpus(withRocmSmi('echo no GPUs'))).toEqual([]);
    expect(await amdGpus({ PATH: '' })).toEqual([]);
  });

  it('are seen as HIP_VISIBLE_DEVICES says', async () => {
    const gpus = await amdGpus(withRocmSmi(`echo '${CARDS}'`));
    expect(visibleToHip(gpus, undefined)).toHaveLength(2);
    expect(visibleToHip(gpus, '1').map(({ index }) => index)).toEqual([1]);
    expect(visibleToHip(gpus, '')).toEqual([]);
  });
});
