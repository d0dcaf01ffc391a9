import type { Claim } from '../../src/index.ts';

export const claim: Claim = {
  lane: 'cpu-0',
  device: 'cpu',
  engine: 'reference',
  versions: { ranksweep: '0.1.0' },
  gitSha: null,
  leaseMs: 60_000,
  restart: false,
};
