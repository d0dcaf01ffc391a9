/**
 * Adds to package-lock.json what npm left out of other platforms: `npm install` drops an optional dependency whose exact
 * version the registry at hand does not have, and `npm ci` then refuses the lockfile everywhere. Each package is written with
 * its integrity hash. Run by `npm run lockfile`, after dependencies have changed.
 *
 * It also removes which Node each package wants. npm would hold that against the Node that installs, and warn of most of them on
 * an older one; here all of them run on the Node that the workspace brings along, against which it is held before.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { satisfies } from 'semver';
import { bundledNodes, isFromRegistry, nameAt, type LockedPackage, type Lockfile } from './lockfile.ts';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
const packages: Record<string, LockedPackage> = { ...lock.packages };

/**
 * The entry of a package that runs on one platform.
 * @throws when the registry does not have that version, or has no hash of it
 */
function platformPackage(name: string, version: string, isDev: boolean): LockedPackage {
  const view = ['view', `${name}@${version}`, 'cpu', 'libc', 'license', 'os', 'dist.integrity'];
  const text = execFileSync('npm', [...view, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const facts = JSON.parse(text || '{}') as Record<string, string | string[]> & {
    readonly license?: string;
  };
  const integrity = facts['dist.integrity'];
  if (typeof integrity !== 'string') {
    throw new Error(`${name} ${version}: expected an integrity hash in the registry, found none`);
  }
  const list = (key: string) => (facts[key] === undefined ? {} : { [key]: [facts[key]].flat() });
  return {
    version,
    integrity,
    ...list('cpu'),
    ...(isDev && { dev: true }),
    ...list('libc'),
    ...(facts.license !== undefined && { license: facts.license }),
    optional: true,
    ...list('os'),
  };
}

for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const places = [`node_modules/${name}`, `${path}/node_modules/${name}`];
    if (places.some((place) => packages[place] !== undefined)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(`${name}: expected an exact version or one that the registry has, found ${version}`);
    }
    packages[places[0]!] = platformPackage(name, version, dev);
    console.log(`added ${name} ${version}`);
  }
}
for (const [place, locked] of Object.entries(packages)) {
  if (!isFromRegistry(place, locked) || locked.integrity !== undefined) continue;
  if (locked.optional !== true || locked.version === undefined) {
    throw new Error(`${place}: expected an integrity hash, found none; remove the entry and run npm install`);
  }
  packages[place] = platformPackage(nameAt(place), locked.version, locked.dev === true);
  console.log(`added the hash of ${nameAt(place)} ${locked.version}`);
}
const [[, node] = []] = bundledNodes(lock);
for (const [place, { engines, ...locked }] of Object.entries(packages)) {
  if (engines === undefined || !isFromRegistry(place, locked)) continue;
  if (engines.node !== undefined && !satisfies(node!, engines.node)) {
    throw new Error(`${place}: expected a package that runs on Node ${node}, found one for ${engines.node}`);
  }
  packages[place] = locked;
}
const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`);
