/**
 * Gradient descent on (w^2 - 1)^2 / 4 from a small start.
 *
 * Replace it by your own program. All that ranksweep wants is a line of JSON with "iteration" and numbers for every snapshot.
 * Everything else that it prints goes to the log of its run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: '0' },
    iterations: { type: 'string', default: '100' },
  },
});
const [rate, seed, iterations] = [values.rate, values.seed, values.iterations].map(Number);

const saveEvery = 50;
// A folder of the run's own, which is there again when an interrupted run is tried again. There is none if you start the program by hand.
const folder = process.env.RANKSWEEP_RUN_DIR;
// An earlier attempt has said that it saved this file.
const checkpoint = process.env.RANKSWEEP_CHECKPOINT;

let [first, w] = checkpoint
  ? JSON.parse(readFileSync(join(folder, checkpoint), 'utf8'))
  : [0, 0.01 * (1 + seed)];

for (let iteration = first; iteration <= iterations; iteration++) {
  console.log(JSON.stringify({ iteration, loss: (w * w - 1) ** 2 / 4, w }));
  if (folder && iteration > first && iteration % saveEvery === 0) {
    const name = `state-${iteration}.json`;
    writeFileSync(join(folder, name), JSON.stringify([iteration, w]));
    // From now on the run goes on from here if it is interrupted, and keeps its points up to here.
    console.log(JSON.stringify({ iteration, checkpoint: name }));
  }
  w -= rate * w * (w * w - 1);
}
