/** What an installation would take from where, and how much room that needs. */
import { existsSync, statSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { partOf } from '@ranksweep/download';
import { formatBytes } from '@ranksweep/text';
import { findCompiler, type Compiler } from '../build/compiler.ts';
import { cudaFolder, type Environment } from '../binding/place.ts';
import { findTensorflow } from '../find/findTensorflow.ts';
import { inspectSitePackages, type SiteTensorflow } from '../find/inspectSitePackages.ts';
import { WHEELS, type Flavor, type Wheel } from '../get/wheels.ts';
import { requirePlatform } from './platform.ts';

/** Where TensorFlow comes from: it stays where pip put it, or its wheels are downloaded. */
export type Source =
  | { readonly kind: 'found'; readonly site: SiteTensorflow }
  | { readonly kind: 'download'; readonly wheels: readonly Wheel[] };

export interface Plan {
  readonly source: Source;
  readonly compiler: Compiler;
  /** The folder of all builds. */
  readonly root: string;
  /** What is still to be downloaded. */
  readonly downloadBytes: number;
  /** Disk that is needed until it is done. */
  readonly diskBytes: number;
  /** What it takes of that afterwards. */
  readonly lastingBytes: number;
  readonly freeBytes: number;
}

export interface PlanOptions {
  /** A folder of Python's packages; undefined: those of Pythons at hand are looked at. */
  readonly from?: string | undefined;
  /** Leaves Pythons at hand out. */
  readonly download?: true | undefined;
  readonly flavor: Flavor;
  readonly signal: AbortSignal;
  readonly env?: Environment;
  /** Default: those that are fixed for the flavor. */
  readonly wheels?: readonly Wheel[];
}

/** What npm's packages and the addons take. */
const NPM_BYTES = 310e6;

export const downloadFolder = (root: string): string => join(root, '.downloads');

/**
 * Looks at everything that an installation would fail for, before anything is downloaded.
 * @throws InputError for a platform, folder, compiler or disk that does not do
 * @throws the signal's reason once it is aborted
 */
export async function planInstallation(options: PlanOptions): Promise<Plan> {
  const { env = process.env, signal, flavor, wheels = WHEELS[flavor] } = options;
  requirePlatform();
  const compiler = await findCompiler({ env, signal });
  const source = await chooseSource(options, wheels);
  const root = cudaFolder(env);
  const plan = { source, compiler, root, freeBytes: freeBytes(root), ...needed(source, root) };
  requireRoom(plan);
  return plan;
}

async function chooseSource(
  { from, download, flavor, env = process.env, signal }: PlanOptions,
  wheels: readonly Wheel[],
): Promise<Source> {
  if (from !== undefined) {
    const site = inspectSitePackages(from);
    const problem = flavor === 'cuda' ? cudaProblem(site) : undefined;
    if (problem === undefined) return { kind: 'found', site };
    throw new InputError(
      `--from ${from}: expected TensorFlow with CUDA, found that ${problem}; --cpu takes it for the processor`,
    );
  }
  const found = download ? [] : await findTensorflow({ env, signal });
  const site = found.find((one) => flavor === 'cpu' || cudaProblem(one) === undefined);
  return site === undefined ? { kind: 'download', wheels } : { kind: 'found', site };
}

/** @returns why a TensorFlow cannot use GPUs; undefined where it can */
export function cudaProblem({ version, hasCuda, missing }: SiteTensorflow): string | undefined {
  if (!hasCuda)
    return `TensorFlow ${version} was made without it (pip install "tensorflow[and-cuda]" brings another)`;
  if (missing.length > 0)
    return `it lacks ${missing.join(', ')} (pip install "tensorflow[and-cuda]" brings them)`;
  return undefined;
}

function needed(source: Source, root: string): Pick<Plan, 'downloadBytes' | 'diskBytes' | 'lastingBytes'> {
  if (source.kind === 'found') {
    return { downloadBytes: 0, diskBytes: NPM_BYTES, lastingBytes: NPM_BYTES };
  }
  const sum = (bytesOf: (wheel: Wheel) => number): number =>
    source.wheels.reduce((total, wheel) => total + bytesOf(wheel), 0);
  const downloadBytes = sum((wheel) => wheel.bytes - bytesThere(join(downloadFolder(root), wheel.filename)));
  const lastingBytes = sum(({ unpackedBytes }) => unpackedBytes) + NPM_BYTES;
  return { downloadBytes, diskBytes: downloadBytes + lastingBytes, lastingBytes };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const bytesThere = (path: string): number => sizeOf(path) || sizeOf(partOf(path));

function freeBytes(folder: string): number {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}

function requireRoom({
  root,
  diskBytes,
  freeBytes: free,
}: Pick<Plan, 'root' | 'diskBytes' | 'freeBytes'>): void {
  if (free >= diskBytes) return;
  throw new InputError(
    `${root}: expected ${formatBytes(diskBytes)} of free disk, found ${formatBytes(free)}: ` +
      'make room, or name a folder on another disk in RANKSWEEP_CUDA',
  );
}
