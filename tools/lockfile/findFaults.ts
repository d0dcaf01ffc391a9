/** What makes an installation depend on more than the lockfile: a package without its hash, a Node that is not one for all. */
import { bundledNodes, isFromRegistry, type LockedPackage, type Lockfile } from './lockfile.ts';

const EXACT_VERSION = /^\d+\.\d+\.\d+$/;
const SHA_512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** @returns a sentence for each fault: where, what was expected, what was found */
export function findFaults(lock: Lockfile): string[] {
  return [...withoutHash(lock.packages), ...withEngines(lock.packages), ...differentNodes(lock)];
}

function withoutHash(packages: Lockfile['packages']): string[] {
  return Object.entries(packages)
    .filter(([place, locked]) => isFromRegistry(place, locked) && !SHA_512.test(locked.integrity ?? ''))
    .map(
      ([place, { version, integrity }]) =>
        `${place} ${version}: expected an integrity hash (sha512), found ${integrity ?? 'none'}`,
    );
}

/** They would be held against the Node that installs, which is not the one that runs anything here. */
function withEngines(packages: Lockfile['packages']): string[] {
  return Object.entries(packages)
    .filter(([place, locked]) => isFromRegistry(place, locked) && locked.engines !== undefined)
    .map(([place]) => `${place}: expected no engines, found some`);
}

/** A run's bits and speed are those of its Node, so all platforms have the same. */
function differentNodes(lock: Lockfile): string[] {
  const { packages } = lock;
  const asked = bundledNodes(lock);
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
