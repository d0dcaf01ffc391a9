/** The same workloads in the libraries that researchers use now: which are installed, and one process of each. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { SideProcess } from './side.ts';

const SCRIPT = fileURLToPath(new URL('../peers/peer.py', import.meta.url));

/** `authors`: as the papers' code computes it; `best`: the fastest way found in that library. */
export const formulations = ['authors', 'best'] as const;
export type Formulation = (typeof formulations)[number];

export interface PeerFramework {
  readonly name: 'torch' | 'jax';
  readonly formulations: readonly Formulation[];
  /** How to install it. */
  readonly install: string;
}

const peerFrameworks: readonly PeerFramework[] = [
  {
    name: 'torch',
    formulations,
    install: 'apt-get install python3-torch libopenblas0-pthread python3-numpy, or pip install torch numpy',
  },
  { name: 'jax', formulations: ['best'], install: 'pip install jax numpy' },
];

export interface FoundPeer extends PeerFramework {
  readonly version: string;
  /** The interpreter that has it. */
  readonly python: string;
}

/** Where Python may be: the first in PATH, and the system's own, which has what Debian's packages install. */
export const DEFAULT_PYTHONS = ['python3', '/usr/bin/python3'];

export interface PeersFound {
  readonly found: readonly FoundPeer[];
  readonly missing: readonly PeerFramework[];
}

/** @param pythons interpreters, tried in this order; one that does not run has no peers */
export async function findPeers(pythons: readonly string[] = DEFAULT_PYTHONS): Promise<PeersFound> {
  const installed = await Promise.all(
    pythons.map(async (python) => ({ python, versions: await versionsIn(python) })),
  );
  const found: FoundPeer[] = [];
  const missing: PeerFramework[] = [];
  for (const peer of peerFrameworks) {
    const home = installed.find(({ versions }) => versions[peer.name]);
    if (home === undefined) missing.push(peer);
    else found.push({ ...peer, python: home.python, version: home.versions[peer.name]!.version });
  }
  return { found, missing };
}

async function versionsIn(python: string): Promise<Record<string, { version: string } | null>> {
  const { stdout, failed } = await execa(python, [SCRIPT, '--probe'], { reject: false });
  return failed ? {} : (JSON.parse(stdout) as Record<string, { version: string } | null>);
}

/** @param folder from `writeWorkload` */
export const startPeer = (
  { python, name }: FoundPeer,
  folder: string,
  formulation: Formulation,
): Promise<SideProcess> =>
  SideProcess.start(python, [SCRIPT, folder, '--framework', name, '--formulation', formulation]);
