/** `ranksweep --version`, and the program that starts the command on a Node that is new enough. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommit, version } from '@ranksweep/sweep/release';
import { ranksweep, ranksweepBin, temporaryFolder } from './support/ranksweep.ts';

it('tells version and commit, whatever command is named', async () => {
  const manifest = JSON.parse(readFileSync(join(dirname(ranksweepBin), '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(version).toBe(manifest.version);
  const commit = describeCommit();
  const expected = commit === null ? version : `${version} (${commit})`;
  for (const words of [['--version'], ['run', '--version']]) {
    expect(await ranksweep(temporaryFolder(), words)).toEqual({
      status: 0,
      stdout: `${expected}\n`,
      stderr: '',
    });
  }
});

describe('the program that starts the command', () => {
  /** It alone, in a package that wants a Node that is not there yet, or brings one along. */
  function started(bringsNode: boolean): { status: number | null; stdout: string; stderr: string } {
    const folder = temporaryFolder();
    const platform = process.platform === 'win32' ? 'win' : process.platform;
    const name = `node-${platform}-${process.arch}`;
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write(
      'package.json',
      JSON.stringify({
        type: 'module',
        imports: { '#main': './main.js' },
        optionalDependencies: { [name]: '999.0.0' },
      }),
    );
    write('main.js', 'console.log(process.argv.slice(2).join());');
    cpSync(ranksweepBin, join(folder, 'bin', 'ranksweep.js'));
    if (bringsNode) {
      const bin = join(folder, 'node_modules', name, 'bin');
      write(`node_modules/${name}/package.json`, '{}');
      mkdirSync(bin);
      symlinkSync(process.execPath, join(bin, platform === 'win' ? 'node.exe' : 'node'));
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'bin', 'ranksweep.js'), 'run', 'mine'],
      { encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  }

  it('takes the Node that the package brings along where this one is too old', () => {
    expect(started(true)).toEqual({ status: 0, stdout: 'run,mine\n', stderr: '' });
  });

  it('says what to do where there is none', () => {
    expect(started(false)).toEqual({
      status: 2,
      stdout: '',
      stderr:
        `ranksweep: expected Node 999 or later, found ${process.versions.node}; install Node 999, or install ranksweep ` +
        'again with its optional dependencies, which bring one along\n',
    });
  });
});
