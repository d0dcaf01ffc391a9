/** Makes a build: aside, proven there, and only then under its name. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ranksweep/core';
import { downloadVerified, npm } from '@ranksweep/download';
import { createFolder } from '@ranksweep/machine';
import { buildAddons } from '../build/buildAddons.ts';
import { libraryPaths } from '../binding/layout.ts';
import { MANIFEST_FILE, type Manifest } from '../binding/manifest.ts';
import type { Environment } from '../binding/place.ts';
import { inspectSitePackages, type SiteTensorflow } from '../find/inspectSitePackages.ts';
import { packageIndex } from '../get/packageIndex.ts';
import { requireSound } from '../get/record.ts';
import { findInIndex } from '../get/simpleIndex.ts';
import { unpackWheel } from '../get/unpackWheel.ts';
import { isTaken, type Wheel } from '../get/wheels.ts';
import { proveBuild, type Proof } from '../prove/proveBuild.ts';
import { lock } from './lock.ts';
import { downloadFolder, type Plan } from './plan.ts';

export interface InstallOptions {
  /** Aborting it rejects with its reason; what has been downloaded stays. */
  readonly signal: AbortSignal;
  readonly env?: Environment;
  /** Told what is being done, and how many bytes of how many; of other work it is 0 of 1. */
  readonly onProgress?: (what: string, done: number, all: number) => void;
  /** How long a server may say nothing. Default: 30 s. */
  readonly stallMs?: number;
}

export interface Installed {
  readonly folder: string;
  readonly proof: Proof;
}

const NPM_FOLDER = fileURLToPath(new URL('../../npm/', import.meta.url));
const SITE_PACKAGES = 'site-packages';

/**
 * A build of the same name is replaced once the new one has proved itself; it stays whatever goes wrong.
 * @throws InputError that says what went wrong
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function install(plan: Plan, options: InstallOptions): Promise<Installed> {
  const { root } = plan;
  createFolder(root);
  const unlock = lock(root);
  const aside = join(root, '.building');
  try {
    rmSync(aside, { recursive: true, force: true }); // of a process that was killed
    mkdirSync(aside);
    const installed = await installAside(plan, aside, options);
    rmSync(downloadFolder(root), { recursive: true, force: true });
    return installed;
  } catch (error) {
    throw withRemedy(error, root);
  } finally {
    rmSync(aside, { recursive: true, force: true });
    unlock();
  }
}

async function installAside(plan: Plan, aside: string, options: InstallOptions): Promise<Installed> {
  const { env = process.env, signal, onProgress = () => {} } = options;
  const { source, compiler, root } = plan;
  if (source.kind === 'download') await getWheels(source.wheels, root, join(aside, SITE_PACKAGES), options);
  else await requireSound(source.site.sitePackages, libraryPaths(source.site.sitePackages), signal);
  const site = source.kind === 'found' ? source.site : inspectSitePackages(join(aside, SITE_PACKAGES));
  const sitePackages = source.kind === 'found' ? site.sitePackages : SITE_PACKAGES;

  onProgress('getting TensorFlow.js from npm', 0, 1);
  cpSync(NPM_FOLDER, aside, { recursive: true });
  await npm(['ci'], { folder: aside, signal, env }).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(`npm: ${error.message}`, { cause: error }) : error;
  });
  onProgress(`compiling with ${compiler.version}`, 0, 1);
  await buildAddons({ folder: aside, sitePackages, compiler }, { env, signal });
  const manifest = manifestOf(site, sitePackages, compiler.version);
  writeFileSync(join(aside, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  onProgress('trying it', 0, 1);
  const proof = await proveBuild(aside, { device: site.hasCuda ? 'gpu' : 'cpu', env, signal });
  return { folder: putInPlace(aside, root, manifest), proof };
}

async function getWheels(
  wheels: readonly Wheel[],
  root: string,
  folder: string,
  options: InstallOptions,
): Promise<void> {
  const { env = process.env, signal, stallMs = 30_000, onProgress = () => {} } = options;
  const downloads = downloadFolder(root);
  mkdirSync(downloads, { recursive: true });
  const index = await packageIndex({ env, signal });
  for (const wheel of wheels) {
    const { project, filename, bytes, sha256 } = wheel;
    const path = join(downloads, filename);
    const onBytes = (done: number): void => onProgress(`downloading ${project}`, done, bytes);
    try {
      const address = await findInIndex(index, project, filename, { stallMs, signal });
      await downloadVerified({ ...address, path, bytes, sha256, stallMs, signal, onBytes });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(
        `${filename}: ${error.message}. What has come stays in ${downloads}: the same command goes on from there`,
        { cause: error },
      );
    }
  }
  const all = wheels.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  let unpacked = 0;
  for (const { project, filename } of wheels) {
    const onBytes = (bytes: number): void =>
      onProgress(`unpacking ${project}`, Math.min((unpacked += bytes), all), all);
    await unpackWheel({ wheel: join(downloads, filename), folder, isTaken, signal, onBytes });
  }
}

function manifestOf(site: SiteTensorflow, sitePackages: string, compiler: string): Manifest {
  const { version, hasCuda, cuda = null } = site;
  const builtAt = new Date().toISOString();
  return { format: 1, tfjs: '4.22.0', tensorflow: version, hasCuda, cuda, sitePackages, compiler, builtAt };
}

/** Processes that have loaded a build keep its files until they end. */
function putInPlace(aside: string, root: string, { tfjs, tensorflow, hasCuda }: Manifest): string {
  const name = `tfjs-${tfjs}-tensorflow-${tensorflow}-${hasCuda ? 'cuda' : 'cpu'}`;
  const folder = join(root, name);
  const old = join(root, `.old-${name}`);
  rmSync(old, { recursive: true, force: true });
  if (readdirSync(root).includes(name)) renameSync(folder, old);
  renameSync(aside, folder);
  rmSync(old, { recursive: true, force: true });
  return folder;
}

/** A disk that is full says so in its own words, without what to do. */
function withRemedy(error: unknown, root: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') return error;
  return new InputError(
    `${root}: expected room on the disk, found none left: make room, or name a folder on another disk in RANKSWEEP_CUDA; ` +
      'the same command goes on from what was downloaded',
    { cause: error },
  );
}
