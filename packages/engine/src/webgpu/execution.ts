/** How a list of instructions is carried out: by one workgroup for each member, or each instruction by many. */
import { EMULATED_THREADS } from './emulated.ts';
import { gemm } from './gemm/gemm.ts';
import { USAGE, type Gpu } from './gpu.ts';
import { isProduct, type Instruction, type Kind } from './instruction.ts';
import { dispatch, type CohortMemory, type Operation } from './operation.ts';
import { BINDING } from './shader/prelude.ts';
import { residentSource, type ResidentOptions } from './shader/resident.ts';
import { SPREAD_THREADS, spreadSource } from './shader/spread.ts';
import { sumsOverThreads } from './shader/instructions.ts';
import type { Workgroup } from './shader/total.ts';
import type { CohortShape, Division, List } from './shape.ts';
import { workgroupsOf } from './work.ts';

export type Bindings = Readonly<Record<Exclude<keyof typeof BINDING, 'which'>, GPUBuffer>>;

export interface Execution {
  /** Compiles what carries out the list. To be waited for before the list is recorded. */
  prepare(list: List): Promise<void>;
  /** @param iterations of the list */
  record(
    pass: GPUComputePassEncoder,
    list: List,
    iterations: number,
    members: number,
    bindings: Bindings,
  ): void;
  destroy(): void;
}

export const executionOf = async (cohort: CohortMemory, shape: CohortShape): Promise<Execution> =>
  shape.counter === undefined ? resident(cohort, shape) : spread(cohort, shape);

function resident({ gpu }: CohortMemory, shape: CohortShape): Execution {
  const layout = layoutOf(gpu);
  const { instructions } = shape;
  const pipelines = new Map<List, GPUComputePipeline>();
  const unused = gpu.buffer(UNIFORM_ALIGNMENT, USAGE.uniform);
  return {
    async prepare(list) {
      if (pipelines.has(list)) return;
      const before = instructions.slice(list.zeroing, list.first);
      const each = instructions.slice(list.first, list.end);
      const kinds = [...before, ...each].map(({ kind }) => kind);
      const code = residentSource({ before, each }, residence(gpu, shape, kinds));
      pipelines.set(list, await gpu.pipeline({ code, entryPoint: 'resident', layout: layout.pipeline }));
    },
    record(pass, list, _, members, bindings) {
      pass.setPipeline(pipelines.get(list)!);
      pass.setBindGroup(0, bound(gpu, layout.group, bindings, unused), [0]);
      pass.dispatchWorkgroups(1, 1, members);
    },
    destroy: () => unused.destroy(),
  };
}

/** Products from which on a kernel made for their size is worth its compilation, in multiplications. */
const LARGE_PRODUCT = 2 ** 18;
const MOST_WORKGROUPS = 65_535;
/** Of offsets into uniform buffers, as WebGPU demands. */
const UNIFORM_ALIGNMENT = 256;

async function spread(cohort: CohortMemory, { instructions, division }: CohortShape): Promise<Execution> {
  const { gpu } = cohort;
  const layout = layoutOf(gpu);
  const kinds = [...new Set(instructions.map(({ kind }) => kind))];
  const pipelines = new Map<Kind, GPUComputePipeline>();
  for (const kind of kinds) {
    const workgroup = workgroupOf(gpu, division, SPREAD_THREADS, [kind]);
    const code = spreadSource(kind, workgroup, isStaged(gpu, division));
    pipelines.set(kind, await gpu.pipeline({ code, entryPoint: 'spread', layout: layout.pipeline }));
  }
  const products = new Map<number, Operation>();
  for (const [i, it] of instructions.entries()) {
    if (isLargeProduct(it)) products.set(i, await gemm(cohort, gemmOptions(it)));
  }
  const which = gpu.buffer(UNIFORM_ALIGNMENT * instructions.length, USAGE.uniform);
  const numbers = new Uint32Array((UNIFORM_ALIGNMENT / 4) * instructions.length);
  instructions.forEach((_, i) => (numbers[(UNIFORM_ALIGNMENT / 4) * i] = i));
  gpu.device.queue.writeBuffer(which, 0, numbers);
  const workgroups = instructions.map((it) => Math.min(MOST_WORKGROUPS, workgroupsOf(it, SPREAD_THREADS)));
  return {
    prepare: async () => {},
    record(pass, { zeroing, first, end }, iterations, members, bindings) {
      const group = bound(gpu, layout.group, bindings, which);
      for (let i = 0; i < iterations; i++) {
        for (let at = i === 0 ? zeroing : first; at < end; at++) {
          const product = products.get(at);
          if (product !== undefined) {
            dispatch(pass, product, members);
            continue;
          }
          pass.setPipeline(pipelines.get(instructions[at]!.kind)!);
          pass.setBindGroup(0, group, [UNIFORM_ALIGNMENT * at]);
          pass.dispatchWorkgroups(workgroups[at]!, 1, members);
        }
      }
    },
    destroy: () => {
      which.destroy();
      for (const product of products.values()) product.destroy?.();
    },
  };
}

const isLargeProduct = ({ kind, m = 0, n = 0, k = 0 }: Instruction): boolean =>
  isProduct(kind) && m * n * k >= LARGE_PRODUCT;

function gemmOptions({ m = 0, n = 0, k = 0, a = 0, b = 0, out = 0, ...it }: Instruction) {
  return {
    m,
    n,
    k,
    transposeA: it.aColumn !== 1,
    transposeB: it.bColumn !== 1,
    a: { offset: a, length: m * k },
    b: { offset: b, length: k * n },
    c: { offset: out, length: m * n },
  };
}

/** What kernels have in the workgroup's memory besides a member's numbers. */
const BYTES_BESIDES = 256 * 8;

/** It depends on the shape and the device, never on the number of members. */
function residence(gpu: Gpu, { used, division }: CohortShape, kinds: readonly Kind[]): ResidentOptions {
  const { description, device } = gpu;
  const usual = description.isEmulated ? EMULATED_THREADS : used <= 1024 ? 64 : 256;
  const threads = division.threads ?? usual;
  const fits = 4 * used + BYTES_BESIDES <= device.limits.maxComputeWorkgroupStorageSize;
  return {
    ...workgroupOf(gpu, division, threads, kinds),
    local: fits ? used : undefined,
    staged: !fits && isStaged(gpu, division) && Number.isInteger(Math.sqrt(threads)),
  };
}

/** What the processor plays has one memory, and waits long at barriers. */
const isStaged = ({ description }: Gpu, { staged = !description.isEmulated }: Division): boolean => staged;

/** Subgroups are for kinds that sum over threads, and have to fill a workgroup. */
function workgroupOf(
  { description: { subgroupSize } }: Gpu,
  { subgroups = true }: Division,
  threads: number,
  kinds: readonly Kind[],
): Workgroup {
  const isUsed = subgroups && kinds.some(sumsOverThreads) && threads % (subgroupSize ?? Infinity) === 0;
  return { threads, subgroupSize: isUsed ? subgroupSize : undefined };
}

interface Layout {
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

const layouts = new WeakMap<Gpu, Layout>();

/** Shared by all kernels of instructions. */
function layoutOf(gpu: Gpu): Layout {
  let layout = layouts.get(gpu);
  if (layout === undefined) {
    const written: readonly string[] = ['memory', 'trace'];
    const ofBinding = (name: string): GPUBufferBindingLayout =>
      name === 'which'
        ? { type: 'uniform', hasDynamicOffset: true }
        : { type: name === 'call' ? 'uniform' : written.includes(name) ? 'storage' : 'read-only-storage' };
    const group = gpu.device.createBindGroupLayout({
      entries: Object.entries(BINDING).map(([name, binding]) => ({
        binding,
        visibility: VISIBLE_TO_KERNELS,
        buffer: ofBinding(name),
      })),
    });
    const pipeline = gpu.device.createPipelineLayout({ label: 'instructions', bindGroupLayouts: [group] });
    layout = { group, pipeline };
    layouts.set(gpu, layout);
  }
  return layout;
}

/** GPUShaderStage.COMPUTE */
const VISIBLE_TO_KERNELS = 0x4;

const bound = (gpu: Gpu, layout: GPUBindGroupLayout, bindings: Bindings, which: GPUBuffer): GPUBindGroup =>
  gpu.device.createBindGroup({
    layout,
    entries: [
      ...Object.entries(bindings).map(([name, buffer]) => ({
        binding: BINDING[name as keyof typeof BINDING],
        resource: { buffer },
      })),
      { binding: BINDING.which, resource: { buffer: which, size: 16 } },
    ],
  });
