/** Our own side: a process that trains one network. Arguments: workload, backend of TensorFlow.js. */
import { RandomStream } from '@ranksweep/core';
import { initialState, resNet, Training } from '@ranksweep/convnet';
import { backendKind, startBackend } from '@ranksweep/engine/tfjs';
import { answerRequests } from '../answerRequests.ts';
import type { Advanced, AdvanceRequest, Measured } from '../protocol.ts';
import { convnetWorkloads } from './workloads.ts';

const [workloadName, backendName] = process.argv.slice(2) as [string, string];

await answerRequests(async () => {
  const workload = convnetWorkloads.find(({ name }) => name === workloadName)!;
  const { layout, image, batch, lambda, patches } = workload;
  const [device] = await backendKind(backendName).devices();
  const backend = await startBackend(backendName, device!);
  const network = resNet({ ...layout, imageChannels: image.channels });
  const optimizer = { learningRate: 0.01, momentum: 0.9, weightDecay: 0 };
  const training = new Training(backend, { network, image, optimizer, lambda }, initialState(network, 1));
  const stream = new RandomStream(1, 'bench');
  const images = Float32Array.from(stream.gaussians(batch * image.height * image.width * image.channels));
  const labels = Uint8Array.from({ length: batch }, () => stream.integer(2));
  let iteration = 0;

  const loss = async (): Promise<Measured> => ({ loss: (await training.takeTotals()).loss });

  const advance = async ({ iterations }: AdvanceRequest): Promise<Advanced> => {
    const startedAt = performance.now();
    for (let i = 0; i < iterations; i++) training.step({ images, labels, patches });
    // What a device has only been told to do is done once its numbers are read.
    await loss();
    iteration += iterations;
    const wallMs = performance.now() - startedAt;
    const { maxRSS } = process.resourceUsage();
    return {
      wallMs,
      iteration,
      maxResidentBytes: maxRSS * 1024,
      residentBytes: process.memoryUsage.rss(),
    };
  };

  return {
    ready: { framework: `ranksweep ${backendName}` },
    answer: (request) => ('iterations' in request ? advance(request) : loss()),
    end: () => training.dispose(),
  };
});
