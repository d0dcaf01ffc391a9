/**
 * Adds a kind of run that counts to n, and ends its process with SIGKILL where as many runs have begun as a file says. The file is
 * gone then, so that the next process lives.
 */
import { appendFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { counting, type CountingConfig } from '../../../../../packages/kinds/test/countingKind.ts';

const mortal: typeof counting = {
  ...counting,
  name: 'mortal',
  claims: { path: 'model.kind', values: ['counting'] },
  prepare: async (...place) => {
    const lane = await counting.prepare(...place);
    if (!('trainer' in lane)) return lane;
    return {
      ...lane,
      trainer: async (likely, slots) => {
        const trainer = await lane.trainer(likely, slots);
        const load = trainer.load.bind(trainer);
        trainer.load = async (slot: number, config: CountingConfig, state) => {
          liveOn();
          return load(slot, config, state);
        };
        return trainer;
      },
    };
  },
};

function liveOn(): void {
  const [limit, begun] = [process.env.DIES_AT!, `${process.env.DIES_AT!}.begun`];
  if (!existsSync(limit)) return;
  appendFileSync(begun, '.');
  if (statSync(begun).size < Number(readFileSync(limit, 'utf8'))) return;
  rmSync(limit);
  process.kill(process.pid, 'SIGKILL');
}

export default { kinds: { counting: { ...mortal, name: 'counting' } } };
