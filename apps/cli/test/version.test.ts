/** `ranksweep --version`, and the program that starts the command on a Node that is new enough. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCommit, version } from '@ranksweep/sweep/release';
import { ranksweepBin, ranksweepProcess, temporaryFolder } from './support/ranksweep.ts';

it('tells version and commit, whatever command is named', async () => {
  const manifest = JSON.parse(readFileSync(join(dirname(ranksweepBin), '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  expect(version).toBe(manifest.version);
  const commit = describeCommit();
  const expected = commit === null ? version : `${version} (${commit})`;
  for (const words of [['--version'], ['run', '--version']]) {
    expect(await ranksweepProcess(temporaryFolder(), words)).toEqual({
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

  it("keeps what is compiled beside itself, in the user's cache where that cannot be written, or where the user says", () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({
        type: 'module',
        imports: { '#main': './main.js' },
        optionalDependencies: { node: '1.0.0' },
      }),
    );
    writeFileSync(
      join(folder, 'main.js'),
      `import { getCompileCacheDir } from 'node:module';
      console.log(JSON.stringify([process.env.NODE_COMPILE_CACHE, getCompileCacheDir()?.startsWith(process.env.NODE_COMPILE_CACHE)]));`,
    );
    const bin = join(folder, 'bin', 'ranksweep.js');
    cpSync(ranksweepBin, bin);
    const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env;
    const kept = (variables: Readonly<Record<string, string>>): unknown =>
      JSON.parse(execFileSync(process.execPath, [bin], { encoding: 'utf8', env: { ...env, ...variables } }));

    const modules = join(folder, 'node_modules');
    expect(kept({})).toEqual([join(modules, '.cache', 'compiled'), true]);
    rmSync(modules, { recursive: true });
    writeFileSync(modules, 'no folder can be made here');
    const home = { HOME: folder, USERPROFILE: folder, XDG_CACHE_HOME: '' };
    expect(kept(home)).toEqual([join(folder, '.cache', 'ranksweep', 'compiled'), true]);
    expect(kept({ ...home, XDG_CACHE_HOME: join(folder, 'kept') })).toEqual([
      join(folder, 'kept', 'ranksweep', 'compiled'),
      true,
    ]);
    expect(kept({ NODE_COMPILE_CACHE: join(folder, 'own') })).toEqual([join(folder, 'own'), true]);
    const nowhere = { ...home, HOME: modules, USERPROFILE: modules };
    expect(kept(nowhere)).toEqual([join(modules, '.cache', 'ranksweep', 'compiled'), null]);
    expect(kept({ ...home, NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual([expect.any(String), null]);
  });
});
