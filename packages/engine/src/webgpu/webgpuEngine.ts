/** The engine on GPUs: every dispatch advances hundreds of runs of one shape, many iterations each. */
import type { Workload } from '@ranksweep/core';
import { nvidiaGpus } from '@ranksweep/machine';
import { cohortKey } from '../cohortKey.ts';
import { cpuMemoryBytes } from '../cpuMemory.ts';
import type { Device, Engine } from '../engine.ts';
import { openGpu, type AdapterDescription, type Gpu } from './gpu.ts';
import { withEquals } from './nvidiaCards.ts';
import { shapeOf, usualDivision, type Division, type Shape } from './shape.ts';

/** What a binding holds on every device that WebGPU runs on. */
const LEAST_BINDING_BYTES = 2 ** 27;

/** Of the memory that is free, the share that a program may take. */
const MEMORY_SHARE = 0.8;

/** @param division how the work of a member is divided */
export function webgpuEngine(division: Division = usualDivision()): Engine {
  const shapeFor = rememberedShapes(division);
  return {
    name: 'webgpu',
    arithmetic: 'webgpu',
    precision: 'float32',
    drivesGpus: true,
    devices: async () => withEquals(deviceOf(await openGpu(), division), (await nvidiaGpus()) ?? []),
    supports({ example }, device) {
      const bindingBytes = device?.bufferBytes ?? LEAST_BINDING_BYTES;
      const bytes = largestBinding(shapeFor(example));
      if (bytes <= bindingBytes) return undefined;
      return (
        `engine webgpu: expected a run whose numbers take at most ${mebibytes(bindingBytes)}, as one buffer of the device does, ` +
        `found one of ${mebibytes(bytes)}; take a smaller model or task, or --engine wasm`
      );
    },
    cohortKey,
    capacity({ example }, { memoryBytes, bufferBytes: bindingBytes = LEAST_BINDING_BYTES }) {
      const shape = shapeFor(example);
      const inBinding = bindingBytes / largestBinding(shape);
      return Math.floor(Math.min(inBinding, (MEMORY_SHARE * memoryBytes) / memberBytes(shape)));
    },
    async compile({ example, cohort }) {
      const { WebgpuProgram } = await import('./webgpuProgram.ts'); // Every command loads the engines, and few compile.
      return WebgpuProgram.make(await openGpu(), shapeFor(example), cohort);
    },
  };
}

/** Runs that are alike have equal shapes, and often the same plan. */
function rememberedShapes(division: Division): (workload: Workload) => Shape {
  const byPlan = new WeakMap<Workload['plan'], Map<string, Shape>>();
  return (workload) => {
    const { plan, config, problem } = workload;
    const ofPlan = byPlan.get(plan) ?? new Map<string, Shape>();
    byPlan.set(plan, ofPlan);
    const name = JSON.stringify([
      config.loss,
      config.optimizer,
      config.batch,
      problem.kind,
      problem.y.length,
    ]);
    const shape = ofPlan.get(name) ?? shapeOf(workload, division);
    ofPlan.set(name, shape);
    return shape;
  };
}

/** Each member has its share of the memory, and at worst a page of its own. */
const largestBinding = ({ floatsPerMember, page }: Shape): number =>
  4 * Math.max(floatsPerMember, page.words);
const memberBytes = ({ floatsPerMember, page }: Shape): number => 4 * (floatsPerMember + page.words);

/** WebGPU does not tell how much memory a card has; one that the processor plays has the processor's. */
const deviceOf = ({ description, device }: Gpu, division: Division): Device => ({
  id: 'gpu:0',
  name: description.name,
  kind: 'gpu',
  driver: [description.driver, ...subgroupsOf(description, division)].join(', '),
  isEmulated: description.isEmulated,
  bufferBytes: device.limits.maxStorageBufferBindingSize,
  memoryBytes: description.isEmulated ? cpuMemoryBytes() : 2 * device.limits.maxBufferSize,
});

const subgroupsOf = ({ subgroupSize }: AdapterDescription, { subgroups = true }: Division): string[] =>
  subgroups && subgroupSize !== undefined ? [`subgroups of ${subgroupSize}`] : [];

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
