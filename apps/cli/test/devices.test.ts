import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuName } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const DRIVERS = ['--with', fileURLToPath(new URL('extensions/engine/drivers.ts', import.meta.url))];

interface Found {
  readonly devices: readonly {
    readonly name: string;
    readonly kind: string;
    readonly driver?: string;
    readonly isEmulated: boolean;
    readonly uses: readonly { readonly engine: string; readonly id: string; readonly unusable?: string }[];
  }[];
  readonly without: readonly { readonly engine: string; readonly why: string }[];
}

describe('ranksweep devices', () => {
  it('has a row a device with the engines that can use it, and says why one is unusable', async () => {
    const { stdout, status } = await ranksweep(temporaryFolder(), ['devices', ...DRIVERS]);
    expect(status).toBe(0);
    const rows = stdout.split('\n');
    expect(rows.find((row) => row.startsWith('cpu '))).toMatch(
      /wasm \(f32-\w+\),.* wasm-plain \(f32-plain\), reference \(f64\).*ok$/,
    );
    expect(rows.find((row) => row.startsWith('gpu:0, card:0 '))).toMatch(
      /Card 9000 +8\.6 GB +Driver of \d+ +drives \(gpu:0, drives\), also \(card:0, also\) +ok$/,
    );
    expect(rows.find((row) => row.startsWith('gpu:1 '))).toMatch(/drives: it overheats$/);
    expect(rows.find((row) => row.startsWith('gpu:2 '))).toMatch(/emulated, used where it is named$/);
    expect(stdout).toContain('  fails: no driver is installed\n');
  });

  it('loads drivers in processes of their own, and tells with its last lines how one ended', async () => {
    const { stdout } = await ranksweep(temporaryFolder(), ['devices', '--json', ...DRIVERS]);
    const { devices, without } = JSON.parse(stdout) as Found;
    expect(devices.find(({ name }) => name === cpuName())).toMatchObject({ kind: 'cpu', isEmulated: false });
    expect(without.find(({ engine }) => engine === 'crashes')!.why).toMatch(
      /^the process that loaded its driver ended \(SIGSEGV\): .*Segmentation fault in the driver/s,
    );
    const [card] = devices.filter(({ uses }) => uses.some(({ id }) => id === 'card:0'));
    const pid = /\d+/.exec(card!.driver!)![0];
    expect(spawnSync('ps', ['-p', pid]).status).not.toBe(0);
  });
});

describe('--device', () => {
  it('finds a GPU by its kind, id or name, takes no emulated one by itself, and tells what there is where it finds none', async () => {
    const folder = temporaryFolder();
    const lanesOf = async (...words: string[]): Promise<string> => {
      const engines = ['--engine', 'drives,wasm', ...DRIVERS];
      const { stdout, stderr } = await ranksweep(folder, [
        'run',
        smallDefinition(folder),
        '--dry-run',
        ...engines,
        ...words,
      ]);
      return /on (.*)\. Nothing was run/.exec(stdout)?.[1] ?? stderr;
    };
    expect(await lanesOf('--device', 'gpu')).toBe('1 lane (gpu:0 Card 9000)');
    expect(await lanesOf('--device', 'Soft')).toBe('1 lane (gpu:2 Soft)');
    expect(await lanesOf('--lanes', 'gpu:0=1,cpu=2')).toBe(`3 lanes (gpu:0 Card 9000: 1, ${cpuName()}: 2)`);
    expect(await lanesOf('--lanes', '2')).toBe(`2 lanes (gpu:0 Card 9000: 1, ${cpuName()}: 1)`);
    expect(await lanesOf('--device', 'gpu:1')).toContain('found gpu:1, which cannot be used');
    expect(await lanesOf('--device', 'gpu:7')).toMatch(
      /found 'gpu:7'; there is\n {2}gpu:0 \(Card 9000\): drives\n {2}gpu:2 \(Soft\), emulated: drives\n {2}cpu .*: wasm\n {2}gpu:1 .*: it overheats\n/,
    );
  });
});
