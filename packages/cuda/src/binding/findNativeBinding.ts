/** Which build of TensorFlow's native library there is. Nothing of it is loaded. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addonPath, processPath, libraryPaths } from './layout.ts';
import { readManifest, sitePackagesOf, type Manifest } from './manifest.ts';
import { cudaFolder } from './place.ts';

export interface NativeBinding {
  /** `@tensorflow/tfjs-node-gpu` can be required from it. */
  readonly folder: string;
  /** Version of TensorFlow's library. */
  readonly tensorflow: string;
  /** Whether it can use NVIDIA's GPUs, where there are any. */
  readonly hasCuda: boolean;
  readonly manifest: Manifest;
}

/** A build, and what it lacks. */
export interface FoundBuild extends NativeBinding {
  /** Paths of files that are gone: the Python environment that it was built on may have been removed. */
  readonly missing: readonly string[];
}

/** @returns the build to use: one with CUDA before one without, a newer TensorFlow before an older one; undefined if there is none */
export function findNativeBinding(root: string = cudaFolder()): NativeBinding | undefined {
  return findBuilds(root).find(({ missing }) => missing.length === 0);
}

/** All builds, in the order of preference. */
export function findBuilds(root: string = cudaFolder()): FoundBuild[] {
  return foldersIn(root)
    .flatMap((name) => readBuild(join(root, name)) ?? [])
    .sort((a, b) => Number(b.hasCuda) - Number(a.hasCuda) || byVersion(b.tensorflow, a.tensorflow));
}

/** @returns undefined where the folder is no build */
export function readBuild(folder: string): FoundBuild | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined) return undefined;
  const { tensorflow, hasCuda } = manifest;
  const needed = [addonPath(folder), processPath(folder), ...libraryPaths(sitePackagesOf(folder, manifest))];
  return { folder, tensorflow, hasCuda, manifest, missing: needed.filter((path) => !existsSync(path)) };
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** Names that begin with a dot are of builds that are being made. */
function foldersIn(root: string): string[] {
  try {
    return readdirSync(root).filter((name) => !name.startsWith('.'));
  } catch {
    return []; // There is none, or it cannot be read.
  }
}
