import { pathfinderTask } from '@ranksweep/data';
process.env.RANKSWEEP_DATA = '/tmp/convdata/data';
let t = performance.now();
const a = await pathfinderTask(
  { length: 7, train: 10000, test: 100, seed: 0 },
  { onProgress: (n, all) => n % 2000 === 0 && console.log(n, all), onTrouble: console.log },
);
console.log('made', performance.now() - t, a.sha256, process.memoryUsage());
t = performance.now();
const b = await pathfinderTask({ length: 7, train: 10000, test: 100, seed: 0 });
console.log('kept', performance.now() - t, b.sha256);
const into = new Float32Array(64 * 22500);
t = performance.now();
for (let i = 0; i < 20; i++)
  a.train.fill(
    Int32Array.from({ length: 64 }, (_, j) => i * 64 + j),
    into,
  );
console.log('fill 64', (performance.now() - t) / 20);
