/** A lane as sources see it. */
import type { AskingLane } from '../../src/schedule/source.ts';

/** Of engine wasm, whose lanes compute runs in turn; it takes whatever it may. */
export const askingLane = (changes: Partial<AskingLane> = {}): AskingLane => ({
  engine: 'wasm',
  isTogether: false,
  fits: () => true,
  batchWork: () => ({ least: 0, most: 1e8 }),
  lanesOfEngine: 1,
  hasUntold: () => false,
  hasLanes: () => true,
  engineFor: ({ engines }) => engines[0],
  helpsWith: () => true,
  ...changes,
});
