/** `ranksweep install-cuda`, as far as it goes without downloading. `npm run check-tensorflow` goes all the way. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSitePackages } from '../../../packages/cuda/test/support/sitePackages.ts';
import { ranksweepAfter, temporaryFolder, type Ended } from './support/ranksweep.ts';

const isSupported = process.platform === 'linux' && process.arch === 'x64';

interface Place {
  readonly root: string;
  readonly run: (...words: string[]) => Promise<Ended>;
}

function place(): Place {
  const folder = temporaryFolder();
  const root = join(folder, 'builds');
  return {
    root,
    run: (...words) => ranksweepAfter(`env RANKSWEEP_CUDA='${root}'`, folder, ['install-cuda', ...words]),
  };
}

describe('ranksweep install-cuda', () => {
  it.skipIf(!isSupported)('tells sizes, and downloads nothing where nobody can be asked', async () => {
    const { root, run } = place();
    const { status, stdout, stderr } = await run('--cpu', '--download');
    expect(stdout).toMatch(
      /^TensorFlow for the processor: 274 MB to download, 1\.4 GB of disk until it is done, 1\.2 GB afterwards; .* free at /,
    );
    expect(stderr).toMatch(
      /expected a terminal to ask 'Download and install\?' on, found none: --yes answers it/,
    );
    expect(status).toBe(2);
    expect(existsSync(root)).toBe(false);
  });

  it.skipIf(!isSupported)('refuses a folder without TensorFlow, and one without CUDA', async () => {
    const { root, run } = place();
    const site = writeSitePackages(temporaryFolder(), { isCuda: false, nvidia: [] });
    for (const [from, message] of [
      ['/no/such/folder', "expected a folder of Python's packages, found no folder at /no/such/folder"],
      [
        site,
        `--from ${site}: expected TensorFlow with CUDA, found that TensorFlow 2.21.0 was made without it`,
      ],
    ] as const) {
      const { status, stderr } = await run('--from', from);
      expect(stderr).toContain(message);
      expect(status).toBe(2);
    }
    expect(existsSync(root)).toBe(false);
  });

  it('takes one kind of wish at a time', async () => {
    const { status, stderr } = await place().run('--check', '--remove');
    expect(stderr).toContain('install-cuda: expected one of --check, --remove, found all of them');
    expect(status).toBe(2);
  });

  it('checks what is there, and removes it', async () => {
    const { root, run } = place();
    expect(await run('--check')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^none {3}TensorFlow: not installed, and only the tfjs engines want it/),
    });
    const build = join(root, 'tfjs-4.22.0-tensorflow-2.21.0-cpu');
    mkdirSync(build, { recursive: true });
    const manifest = { format: 1, tensorflow: '2.21.0', hasCuda: false, cuda: null, sitePackages: '/gone' };
    writeFileSync(join(build, 'ranksweep.json'), JSON.stringify(manifest));
    const { status, stdout } = await run('--check');
    expect(stdout).toMatch(
      /^to do {2}TensorFlow: built in .*, but .*\/gone\/tensorflow\/libtensorflow_cc\.so\.2, .* is gone: `npx ranksweep install-cuda` builds it again\n(ok|to do) +compiler: /,
    );
    expect(status).toBe(1);
    expect((await run('--remove')).stdout).toMatch(/^Removed .*\/builds: \d+ bytes\.$/m);
    expect((await run('--remove')).stdout).toMatch(/^There is nothing at .*\/builds\.$/m);
  });
});
