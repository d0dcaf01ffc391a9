/**
 * Adds to package-lock.json the platform packages that npm left out: `npm install` drops an optional dependency of another
 * platform whose exact version the registry at hand does not have, and `npm ci` then refuses the lockfile everywhere.
 * Run by `npm run lockfile`, after dependencies have changed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly os?: string[];
  readonly cpu?: string[];
  readonly libc?: string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };

/** Where a platform package runs, as any of its versions says. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const text = execFileSync('npm', ['view', name, 'os', 'cpu', 'libc', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const facts = JSON.parse(text) as Record<string, string | string[]>;
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, [value].flat()]));
}

for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const places = [`node_modules/${name}`, `${path}/node_modules/${name}`];
    if (places.some((place) => lock.packages[place] !== undefined)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(`${name}: expected an exact version or one that the registry has, found ${version}`);
    }
    lock.packages[places[0]!] = { version, optional: true, ...platformOf(name) };
    console.log(`added ${name} ${version}`);
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`);
