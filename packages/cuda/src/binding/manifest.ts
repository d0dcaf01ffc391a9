/** What a build says of itself, in a file of its folder. It is written last, so a folder that has it is whole. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

export interface Manifest {
  readonly format: 1;
  /** Version of @tensorflow/tfjs-node-gpu. */
  readonly tfjs: string;
  /** Version of TensorFlow's library. */
  readonly tensorflow: string;
  readonly hasCuda: boolean;
  /** Version of CUDA that the library was made for; null without CUDA, or where it does not say. */
  readonly cuda: string | null;
  /** The folder that has `tensorflow/`, and `nvidia/` beside it. Within the build's folder it is a relative path. */
  readonly sitePackages: string;
  /** Such as `g++ (Debian 12.2.0-14) 12.2.0`. */
  readonly compiler: string;
  /** ISO 8601. */
  readonly builtAt: string;
}

export const MANIFEST_FILE = 'ranksweep.json';

/** @returns undefined where the folder has no manifest that this version of ranksweep understands */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')) as Manifest;
    return manifest.format === 1 ? manifest : undefined;
  } catch {
    return undefined; // Not a build, or one that is not whole.
  }
}

export const sitePackagesOf = (folder: string, { sitePackages }: Manifest): string =>
  isAbsolute(sitePackages) ? sitePackages : join(folder, sitePackages);
