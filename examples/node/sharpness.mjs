/**
 * Gradient descent on (x y - 1)^2 / 2, and the sharpness that it finds: the largest eigenvalue of the Hessian.
 *
 * Snapshots go to the file descriptor that RANKSWEEP_METRICS_FD names, so that standard output stays free for what people read.
 */
import { writeSync } from 'node:fs';

const { rate, start } = JSON.parse(process.env.RANKSWEEP_PARAMETERS ?? '{"rate":0.1,"start":[3,0.1]}');
const iterations = Number(process.env.RANKSWEEP_MAX_ITERATIONS ?? 60);
// 1 is standard output, where ranksweep has not started the program.
const metrics = Number(process.env.RANKSWEEP_METRICS_FD ?? 1);

let [x, y] = start;
for (let iteration = 0; iteration <= iterations; iteration++) {
  const residual = x * y - 1;
  const loss = residual ** 2 / 2;
  // The Hessian is [[y^2, 2xy - 1], [2xy - 1, x^2]].
  const sharpness = (x * x + y * y) / 2 + Math.hypot((x * x - y * y) / 2, 2 * x * y - 1);
  // JSON has no word for infinities; null stands for what is no number.
  writeSync(metrics, `${JSON.stringify({ iteration, loss, sharpness, stability: rate * sharpness })}\n`);
  [x, y] = [x - rate * residual * y, y - rate * residual * x];
}
console.log(`ended at x = ${x}, y = ${y}`);
