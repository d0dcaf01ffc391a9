/** The `package.json` of a published package, from the one in the workspace. */
import type { Manifest, Targets } from './workspace.ts';

/** What all packages of one release have in common. */
export interface Release {
  /** The root's: version, license and the Node that is needed are said there. */
  readonly root: Manifest;
  /** The commit that it is made of, where there is one. */
  readonly gitHead?: string | undefined;
  /** URL of the repository, which a registry wants for provenance. */
  readonly repository?: string | undefined;
}

export type PublishedManifest = ReturnType<typeof publishedManifest>;

/**
 * In the workspace a package's entry points are its TypeScript sources. Node runs no TypeScript under `node_modules`, so what is
 * published is compiled to `dist/`, where every file lies as it does in `src/`. Packages of one release ask for each other exactly.
 * @throws when the package's version is not the workspace's
 */
export function publishedManifest(
  folder: string,
  manifest: Manifest,
  { root, gitHead, repository }: Release,
) {
  const { name, version, description, type, bin, imports, exports } = manifest;
  if (version !== root.version) {
    throw new Error(
      `${folder}/package.json: expected version ${root.version}, the workspace's, found ${version}`,
    );
  }
  const entries = typeof exports === 'string' ? { '.': exports } : exports;
  return {
    name,
    version,
    ...(description !== undefined && { description }),
    license: root.license,
    ...(repository !== undefined && { repository: { type: 'git', url: repository, directory: folder } }),
    ...(gitHead !== undefined && { gitHead }),
    ...(type !== undefined && { type }),
    ...(bin !== undefined && { bin }),
    ...(imports !== undefined && { imports: mapTargets(imports, compiled) }),
    ...(entries !== undefined && {
      exports: mapTargets(entries, (source) => ({
        types: compiled(source).replace(/\.js$/, '.d.ts'),
        default: compiled(source),
      })),
    }),
    ...(manifest.dependencies !== undefined && {
      dependencies: Object.fromEntries(
        Object.entries(manifest.dependencies).map(([dependency, range]) => [
          dependency,
          range === '*' ? version : range,
        ]),
      ),
    }),
    ...(manifest.optionalDependencies !== undefined && {
      optionalDependencies: manifest.optionalDependencies,
    }),
    // Whoever installs the command is told what it needs; the libraries run on the Node that the command brings along.
    ...(bin !== undefined && { engines: root.engines }),
  };
}

const compiled = (source: string): string => source.replace(/^\.\/src\/(.*)\.ts$/, './dist/$1.js');

const mapTargets = <Target>(targets: Targets, map: (source: string) => Target): Record<string, Target> =>
  Object.fromEntries(Object.entries(targets).map(([key, source]) => [key, map(source)]));
