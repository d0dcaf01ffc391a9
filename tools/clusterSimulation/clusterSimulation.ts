/** `npm run cluster-simulation`: the load of a large sweep on what a cluster's nodes share, for docs/CLUSTER.md. */
import { parseArgs } from 'node:util';
import { simulate, type Scenario } from './simulate.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    tasks: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});

const usual: Scenario = {
  runs: Number(values.runs),
  tasks: Number(values.tasks),
  lanes: 4,
  unitSize: 'planned',
  meanRunSeconds: 60,
  lookEverySeconds: 60,
  publishEverySeconds: 60,
  mebibytesOfRun: 0.25,
  lostTasks: 0,
};

const scenarios: Readonly<Record<string, Partial<Scenario>>> = {
  usual: {},
  'units of 1 run': { unitSize: 1 },
  'units of 10 runs': { unitSize: 10 },
  'units of 100 runs': { unitSize: 100 },
  'looks and publishes every 5 s': { lookEverySeconds: 5, publishEverySeconds: 5 },
  'looks and publishes every 10 min': { lookEverySeconds: 600, publishEverySeconds: 600 },
  'runs of 1 s': { meanRunSeconds: 1 },
  'runs of 10 min': { meanRunSeconds: 600 },
  'runs of 10 MiB': { mebibytesOfRun: 10 },
  '20 nodes lost half way': { lostTasks: 20 },
};

console.log(
  '| scenario | units | time, beside the least | requests a run | requests/s, mean | most | busiest minute | longest | squeue, in all | busiest minute | missing | twice |\n' +
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
);
for (const [name, changes] of Object.entries(scenarios)) {
  if (values.only !== undefined && values.only !== name) continue;
  const { units, seconds, leastSeconds, files, controller, missing, twice } = await simulate({
    ...usual,
    ...changes,
  });
  const cells = [
    name,
    units,
    `${seconds.toFixed(0)} s, ${(seconds / leastSeconds).toFixed(2)} x`,
    (files.requests / usual.runs).toFixed(1),
    (files.requests / seconds).toFixed(0),
    files.mostInASecond,
    `${(100 * files.busiestMinute).toFixed(0)} %`,
    `${files.longestMs.toFixed(0)} ms`,
    controller.requests,
    `${(100 * controller.busiestMinute).toFixed(0)} %`,
    missing,
    twice,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
