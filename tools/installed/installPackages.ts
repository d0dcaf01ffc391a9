/** Before the tests: packs the workspace, and installs it into an empty folder and, as a command, for everywhere. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { packWorkspace } from '../pack/packWorkspace.ts';
import { npmInstall } from './command.ts';
import { broughtNode, machinesNode } from './nodes.ts';
import { serveTarballs } from './serveTarballs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the tarballs of all packages. */
    readonly tarballs: readonly string[];
    /** An empty folder in which `npm install` was given all tarballs, on the machine's own Node. */
    readonly local: string;
    /** Where `npm install -g ranksweep` has put it, on the Node that the workspace brings along. */
    readonly prefix: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => void> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'ranksweep-installed-')));
  const tearDown = (): void => rmSync(scratch, { recursive: true, force: true });
  try {
    const installed = await install(scratch);
    for (const name of ['tarballs', 'local', 'prefix'] as const) project.provide(name, installed[name]);
    return tearDown;
  } catch (error) {
    tearDown();
    throw error;
  }
}

async function install(scratch: string): Promise<Pick<ProvidedContext, 'tarballs' | 'local' | 'prefix'>> {
  const [local, prefix] = [join(scratch, 'local'), join(scratch, 'prefix')];
  for (const folder of [local, prefix]) mkdirSync(folder);

  const packages = await packWorkspace(join(scratch, 'packed'));
  const tarballs = packages.map(({ tarball }) => tarball);
  await npmInstall(tarballs, { cwd: local, node: machinesNode });

  const registry = await serveTarballs(packages);
  const ranksweep = packages.find(({ manifest }) => manifest.name === 'ranksweep')!.tarball;
  const globally = ['--global', '--prefix', prefix, `--@ranksweep:registry=${registry.url}`];
  await npmInstall([...globally, ranksweep], { cwd: scratch, node: broughtNode });
  registry.close();
  return { tarballs, local, prefix };
}
