/** Cohorts in PyTorch and JAX: which ways there are, and one process of each. */
import { fileURLToPath } from 'node:url';
import type { FoundPeer } from '../peers.ts';
import { SideProcess } from '../side.ts';
import type { OwnSide } from './startCohorts.ts';

const SCRIPT = fileURLToPath(new URL('../../peers/cohort_peer.py', import.meta.url));

/** In peers/README.md. */
const FORMULATIONS = {
  torch: ['loop', 'batched', 'graphs', 'compiled'],
  jax: ['scan'],
} as const;

export interface CohortPeer {
  /** With the way it goes, such as `torch graphs`. */
  readonly name: string;
  readonly peer: FoundPeer;
  readonly formulation: string;
}

/** The best are first: time may run out. */
export const cohortPeers = (found: readonly FoundPeer[]): CohortPeer[] =>
  found
    .flatMap((peer) =>
      FORMULATIONS[peer.name].map((formulation) => ({
        name: `${peer.name} ${formulation}`,
        peer,
        formulation,
      })),
    )
    .toSorted((a, b) => rankOf(a) - rankOf(b));

const IN_ORDER = ['torch graphs', 'jax scan', 'torch compiled', 'torch batched', 'torch loop'];
const rankOf = ({ name }: CohortPeer): number => IN_ORDER.indexOf(name);

/**
 * On the same GPU, or on one thread of the processor where that computes on our side, too.
 * @param folder from `writeMembers`
 */
export const startCohortPeer = (
  { peer, formulation }: CohortPeer,
  folder: string,
  { device: { kind, isEmulated, environment }, mostMs, endsAt }: Omit<OwnSide, 'engine'>,
): Promise<SideProcess> => {
  const on = kind === 'gpu' && !isEmulated ? 'cuda' : 'cpu';
  const names = ['--framework', peer.name, '--formulation', formulation, '--device', on];
  return SideProcess.start(peer.python, [SCRIPT, folder, ...names], { environment, mostMs, endsAt });
};
