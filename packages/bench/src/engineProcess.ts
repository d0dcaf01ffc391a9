/** Our own side: a process with one lane's engine, measured from outside. Arguments: workload, engine. */
import { createInterface } from 'node:readline';
import { metricSet } from '@ranksweep/core';
import { compileSupported, createEngine, initialState, measure, type EngineName } from '@ranksweep/engine';
import { microKernelGigaflops } from './microKernel.ts';
import type { Advanced, AdvanceRequest, Failure, Measured, Peak, Ready, Request } from './protocol.ts';
import { benchWorkload } from './workloads.ts';

const say = (message: Ready | Advanced | Measured | Peak | Failure): void =>
  console.log(JSON.stringify(message));

async function serve(workloadName: string, engineName: EngineName): Promise<void> {
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

  say({ ready: true, framework: `ranksweep ${engine.arithmetic}`, threads: 1 });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if ('iterations' in request) say(await advance(request));
    else if ('measure' in request) say(await loss());
    else say({ gigaflops: microKernelGigaflops(engine.arithmetic, request.peakMs) });
  }
  program.dispose();
}

try {
  await serve(process.argv[2]!, process.argv[3] as EngineName);
} catch (error) {
  say({ error: (error as Error).message });
  process.exitCode = 1;
}
