/** The packages of this workspace, as their manifests have them. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Targets are paths in the package, such as `./src/index.ts`. */
export type Targets = Readonly<Record<string, string>>;

/** What of a `package.json` is written by hand here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly bin?: Targets;
  readonly imports?: Targets;
  readonly exports?: string | Targets;
  /** What the package has beside its compiled sources. */
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Relative to the workspace, such as `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const WORKSPACE = fileURLToPath(new URL('../../', import.meta.url));

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(WORKSPACE, folder, 'package.json'), 'utf8')) as Manifest;

export const workspacePackages = (): WorkspacePackage[] =>
  globSync('{packages,apps}/*/package.json', { cwd: WORKSPACE })
    .map((path) => dirname(path))
    .sort()
    .map((folder) => ({ folder, manifest: readManifest(folder) }));
