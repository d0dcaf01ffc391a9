/** Our own side: a process with one lane's engine, measured from outside. Arguments: workload, engine. */
import { metricSet } from '@ranksweep/core';
import { compileSupported, createEngine, initialState, measure } from '@ranksweep/engine';
import { answerRequests } from './answerRequests.ts';
import { microKernelGigaflops } from './microKernel.ts';
import type { Advanced, AdvanceRequest, Measured } from './protocol.ts';
import { benchWorkload } from './workloads.ts';

const [workloadName, engineName] = process.argv.slice(2) as [string, string];

await answerRequests(async () => {
  const workload = await benchWorkload(workloadName).prepare();
  const { config, network } = workload;
  const engine = createEngine(engineName);
  const [device] = await engine.devices();
  const program = await compileSupported(engine, { example: workload, cohort: 1 }, device!);
  await program.load(0, { workload, state: initialState(workload) });
  const metrics = metricSet(config, network);
  const exactLoss = metricSet({ ...config, record: { ...config.record, metrics: ['train_mse'] } }, network);
  let iteration = 0;

  const advance = async ({ iterations, lookEvery, look }: AdvanceRequest): Promise<Advanced> => {
    const looked = [{ slot: 0, metrics: look === 'snapshot' ? metrics : undefined }];
    const startedAt = performance.now();
    if (lookEvery === undefined) await program.advance(iterations);
    else {
      for (let left = iterations; left > 0; left -= lookEvery) {
        await program.advance(Math.min(left, lookEvery));
        await measure(program, looked);
      }
    }
    const wallMs = performance.now() - startedAt;
    iteration += iterations;
    return { wallMs, iteration, maxResidentBytes: process.resourceUsage().maxRSS * 1024 };
  };

  const loss = async (): Promise<Measured> => {
    const [measured] = await measure(program, [{ slot: 0, metrics: exactLoss }]);
    return { loss: measured!.values[0]! };
  };

  return {
    ready: { framework: `ranksweep ${engine.arithmetic}`, threads: 1 },
    answer(request) {
      if ('iterations' in request) return advance(request);
      if ('peakMs' in request) return { gigaflops: microKernelGigaflops(engine.arithmetic, request.peakMs) };
      return loss();
    },
    end: () => program.dispose(),
  };
});
