/** Limits of shells, batch systems and containers: within them the program works, or says which is in the way. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limitFindings } from '../src/doctor/machine.ts';
import { usualLanes } from '../src/limits/lanes.ts';
import { freeInGroups } from '../src/limits/memory.ts';
import { resourceLimits } from '../src/limits/resourceLimits.ts';
import { shortages } from '../src/limits/shortages.ts';
import {
  ranksweep,
  ranksweepAfter,
  smallDefinition,
  temporaryFolder,
  type Ended,
} from './support/ranksweep.ts';
import { ENDLESS, RUNNING, until } from './support/until.ts';

const NONE = { addressSpaceBytes: Infinity, fileBytes: Infinity, openFiles: Infinity };

describe.skipIf(process.platform !== 'linux')('within limits of the shell', () => {
  it('few addresses are enough for some lanes', async () => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), '--lanes', '2'];
    const { status, stdout, stderr } = await ranksweepAfter('ulimit -v 8000000 &&', folder, words);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('2 done');
  });

  it.each([
    ['ulimit -v 4000000', 'address space: at most 4.1 GB (ulimit -v), expected 5.9 GB for 2 lanes: raise it'],
    [
      'ulimit -n 50',
      'open files: at most 50 (ulimit -n), expected 55 for 2 lanes: raise it with ulimit -n, or run with --lanes 1',
    ],
    ['ulimit -f 2000', 'size of files: at most 1.0 MB (ulimit -f), expected 16 MB'],
  ])('%s is told by the command and by doctor', async (limit, message) => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), '--lanes', '2'];
    const { status, stderr } = await ranksweepAfter(`${limit} &&`, folder, words);
    expect(stderr).toContain(`ranksweep: ${message}`);
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'results'))).toBe(false);
    const [what] = message.split(':');
    const found = await ranksweepAfter(`${limit} &&`, folder, ['doctor']);
    expect(found.stdout).toMatch(new RegExp(`^(to do  ${what}:|ok {5}limits: room for 1 lane )`, 'm'));
  });

  it.each(['env -i', 'TMPDIR=/nowhere', 'HOME=/nowhere'])('%s is no hindrance', async (environment) => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder)];
    const { status, stderr } = await ranksweepAfter(environment, folder, words);
    expect(status, stderr).toBe(0);
  });
});

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe.skipIf(!hasPrlimit)('a limit that comes while a sweep runs', () => {
  it('of the size of files is told', async () => {
    const folder = temporaryFolder();
    const long = ['stop.lossBelow=0', 'stop.maxIterations=1000000000', 'record.every=1'];
    const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder), ...long], (child) => {
      child.stderr!.on('data', (text) => {
        if (String(text).includes('started')) {
          spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=200000']);
        }
      });
    });
    expect(stderr).toContain('whether ulimit -f limits files');
    expect(status).toBe(1);
  });
});

const canHideProc = spawnSync('unshare', ['-m', 'true']).status === 0;

describe.skipIf(!canHideProc)('a container without /proc', () => {
  it('computes, and doctor finds no fault in it', async () => {
    const folder = temporaryFolder();
    const hidden = `unshare -m sh -c 'mount -t tmpfs none /proc && exec "$@"' sh env -i`;
    const { status, stderr } = await ranksweepAfter(hidden, folder, ['run', smallDefinition(folder)]);
    expect(status, stderr).toBe(0);
    const { stdout } = await ranksweepAfter(hidden, folder, ['doctor']);
    for (const what of ['CPU', 'kernels', 'limits', 'engine wasm', 'processes']) {
      expect(stdout).toContain(`\nok     ${what}: `);
    }
  });
});

describe('resource limits', () => {
  it.skipIf(process.platform === 'win32')('are those of the process', () => {
    const { openFiles } = resourceLimits();
    expect(openFiles).toBeGreaterThan(0);
  });

  it('leave room for so many lanes', () => {
    const whatOf = (limits: Partial<typeof NONE>, lanes = 4, databaseBytes = 0): string[] =>
      shortages({ lanes, databaseBytes }, { ...NONE, ...limits }).map(({ text }) => text.split(': ')[1]!);
    expect(whatOf({})).toEqual([]);
    expect(whatOf({ addressSpaceBytes: 8.3e9, openFiles: 65, fileBytes: 16e6 })).toEqual([]);
    expect(whatOf({ addressSpaceBytes: 8.2e9 })).toEqual(['raise it with ulimit -v, or run with --lanes 3']);
    expect(whatOf({ addressSpaceBytes: 4.6e9 })).toEqual(['raise it with ulimit -v']);
    expect(whatOf({ openFiles: 64 })).toEqual(['raise it with ulimit -n, or run with --lanes 3']);
    expect(whatOf({ fileBytes: 16e6 }, 1, 1)).toEqual(['raise it with ulimit -f']);
  });

  it('are a finding of doctor', () => {
    expect(limitFindings(0, 4, NONE)).toMatchObject([{ isOk: true }]);
    expect(limitFindings(0, 4, { ...NONE, openFiles: 3 })).toMatchObject([
      { isOk: false, what: 'open files' },
    ]);
  });
});

describe('lanes', () => {
  it('are one a core, where there is memory for them', () => {
    const lanes = [8 * 140e6, 3.5 * 140e6, 0].map((freeBytes) => usualLanes({ cores: 8, freeBytes }));
    expect(lanes).toEqual([8, 3, 1]);
  });
});

describe('memory that control groups leave', () => {
  function groups(membership: string, files: Readonly<Record<string, string | number>>): number {
    const root = temporaryFolder();
    for (const [path, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `${contents}\n`);
    }
    writeFileSync(join(root, 'membership'), membership);
    return freeInGroups({ root, membership: join(root, 'membership') });
  }

  it('of version 2: the least of all above, and what the kernel caches is free', () => {
    const files = {
      'memory.max': 'max',
      'memory.current': 9e9,
      'job/memory.max': 1000,
      'job/memory.current': 800,
      'job/memory.stat': 'anon 500\ninactive_file 300\nactive_file 0',
      'job/step/memory.max': 5000,
      'job/step/memory.current': 700,
    };
    expect(groups('0::/job/step\n', files)).toBe(500);
    expect(groups('0::/job\n', { ...files, 'job/memory.current': 2000 })).toBe(0);
    expect(groups('0::/\n', files)).toBe(Infinity);
  });

  it('of version 1, which a container sees at the root', () => {
    const files = {
      'memory/memory.limit_in_bytes': 1000,
      'memory/memory.usage_in_bytes': 900,
      'memory/memory.stat': 'inactive_file 1\ntotal_inactive_file 100',
    };
    expect(groups('5:cpu,cpuacct:/x\n4:memory:/docker/abc\n0::/\n', files)).toBe(200);
    expect(groups('5:cpu,cpuacct:/x\n', files)).toBe(Infinity);
  });

  it('where nothing is told', () => {
    expect(freeInGroups({ root: '/nowhere', membership: '/nowhere' })).toBe(Infinity);
  });
});

/** A definition that sends the command a signal, and stays: the command might otherwise be told of its end before the signal. */
const endsParent = (signal: NodeJS.Signals): string =>
  `process.kill(process.ppid, '${signal}');\nawait new Promise((resolve) => setTimeout(resolve, 60_000));\n`;

/** The system's own Node, where it cannot run TypeScript. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((node) => {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) < 24;
});

describe.skipIf(process.platform !== 'linux')('a process behind the launcher that a signal ends', () => {
  /** With an option of Node's own to set there is a launcher, as with an older Node. */
  function endedBy(signal: NodeJS.Signals): Promise<Ended> {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.mjs'), endsParent(signal));
    return ranksweepAfter('ulimit -v 30000000 &&', folder, ['run', 'mine.mjs']);
  }

  it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('tells of %s', async (signal) => {
    const { status, stderr } = await endedBy(signal);
    expect(stderr).toContain(`ranksweep: ended by ${signal}; `);
    expect(stderr).toContain('Addresses are limited: see ulimit -v.');
    expect(status).toBe(128 + constants.signals[signal]);
  });

  it('is silent where somebody asked for it', async () => {
    const { status, stderr } = await endedBy('SIGTERM');
    expect(stderr).toBe('');
    expect(status).toBe(143);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops at %s for the launcher alone', async (signal) => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), 'stop.lossBelow=0', ENDLESS, '--lanes', '1'];
    const { status, stdout } = await ranksweepAfter(
      'ulimit -v 30000000 && exec',
      folder,
      words,
      (launcher) => void until(folder, RUNNING).then(() => launcher.kill(signal)),
    );
    expect(stdout).toContain('The same command goes on from here.');
    expect(status).toBe(130);
  });

  it.skipIf(oldNode === undefined)('is told of by an older Node', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.mjs'), endsParent('SIGKILL'));
    const { status, stderr } = await ranksweepAfter(`${oldNode!} "$2" run mine.mjs #`, folder, []);
    expect(stderr).toMatch(/^ranksweep: ended by SIGKILL; [^\n]* goes on from it\n$/);
    expect(stderr).not.toContain('Addresses');
    expect(status).toBe(137);
  });
});
