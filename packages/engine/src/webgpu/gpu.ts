/**
 * The GPU of this process, opened once through Dawn (npm's `webgpu`, an optional package that is loaded here alone). Faults of the
 * device come between calls, as events: they are kept and reject the next `settled`.
 */
import { tmpdir } from 'node:os';
import { InputError } from '@ranksweep/core';

/** Usages of buffers, as the WebGPU specification numbers them. Dawn does not put them into the global scope. */
export const USAGE = { mapRead: 0x1, copySource: 0x4, copyTarget: 0x8, uniform: 0x40, storage: 0x80 };
const MAP_READ = 0x1;

/** Limits that kernels ask for as far as the adapter goes. Others stay at what every WebGPU device has. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
] as const;

export interface PipelineSource {
  readonly code: string;
  readonly entryPoint: string;
  /** Default: made from the code. */
  readonly layout?: GPUPipelineLayout;
}

/** What an adapter says of itself. */
export interface AdapterDescription {
  readonly name: string;
  readonly driver: string;
  readonly isEmulated: boolean;
  /** Threads of a subgroup, whose numbers reach each other without memory; undefined where there are none, or of varying sizes. */
  readonly subgroupSize: number | undefined;
}

/** A part of a buffer, in bytes; both numbers are multiples of 4. */
export interface Piece {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: number;
}

let opened: Promise<Gpu> | undefined;

/**
 * The process's GPU. A device that was lost is opened anew.
 * @throws InputError when the package or a driver is missing
 */
export async function openGpu(): Promise<Gpu> {
  opened ??= open();
  try {
    const gpu = await opened;
    if (!gpu.isLost) return gpu;
  } catch (error) {
    opened = undefined;
    throw error;
  }
  opened = open();
  return opened;
}

/** Dawn's instance has to live as long as its devices. */
let instance: GPU | undefined;

async function open(): Promise<Gpu> {
  instance ??= await loadDawn();
  const adapter = await instance.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new InputError(
      "engine webgpu: expected a GPU with a driver for Vulkan or Metal, found none; install the GPU's driver and the Vulkan loader (Debian: libvulkan1)",
    );
  }
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((name) => [name, adapter.limits[name]]));
  const description = describe(adapter);
  const requiredFeatures: GPUFeatureName[] = description.subgroupSize === undefined ? [] : ['subgroups'];
  return new Gpu(await adapter.requestDevice({ requiredLimits, requiredFeatures }), description);
}

/**
 * Kernels write all of a workgroup's memory before they read it. Dawn's zeroes would take time, above all SwiftShader's: it
 * compiles one store for every number.
 */
const TOGGLES = 'disable_workgroup_init';

async function loadDawn(): Promise<GPU> {
  try {
    const { create } = await import('webgpu');
    // Vulkan's loader looks for windows and complains on stderr where there is no place for them.
    process.env.XDG_RUNTIME_DIR ??= tmpdir();
    return create([`enable-dawn-features=${TOGGLES}`]);
  } catch (error) {
    throw new InputError(
      `engine webgpu: expected the package 'webgpu', which cannot be loaded here; install it with npm install webgpu: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * NVIDIA's driver describes itself as `NVIDIA: 550.54.14`, SwiftShader as `SwiftShader driver 5.0.0`, whose device is a string of
 * letters that nobody knows.
 */
function describe({ info, features }: GPUAdapter): AdapterDescription {
  const { vendor, device, description, isFallbackAdapter, subgroupMinSize, subgroupMaxSize } = info;
  const driver = description.replace(' driver', '');
  const name = isFallbackAdapter ? driver.replace(/ [\d.]+$/, '') : device || vendor;
  const isFixed = features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  return {
    name: name || 'unknown GPU',
    driver,
    isEmulated: isFallbackAdapter,
    subgroupSize: isFixed ? subgroupMaxSize : undefined,
  };
}

export class Gpu {
  readonly device: GPUDevice;
  readonly description: AdapterDescription;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  #fault: Error | undefined;
  #isLost = false;

  constructor(device: GPUDevice, description: AdapterDescription) {
    this.device = device;
    this.description = description;
    device.addEventListener('uncapturederror', ({ error }) => {
      this.#fault ??= new Error(`engine webgpu: ${description.name} reported: ${error.message}`);
    });
    void device.lost.then(({ message }) => {
      this.#isLost = true;
      this.#fault ??= new Error(`engine webgpu: the device ${description.name} was lost: ${message}`);
    });
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Compiles a kernel, or finds it compiled: the same code is compiled once. */
  pipeline({ code, entryPoint, layout }: PipelineSource): Promise<GPUComputePipeline> {
    const key = `${entryPoint}\n${layout === undefined ? '' : layout.label}\n${code}`;
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      const module = this.device.createShaderModule({ code });
      pipeline = this.device.createComputePipelineAsync({
        layout: layout ?? 'auto',
        compute: { module, entryPoint },
      });
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** A zeroed buffer for kernels, which the host can write and copy. @param usage default: storage */
  buffer(bytes: number, usage: number = USAGE.storage): GPUBuffer {
    return this.device.createBuffer({
      size: Math.max(4, Math.ceil(bytes / 4) * 4),
      usage: usage | USAGE.copySource | USAGE.copyTarget,
    });
  }

  /**
   * Makes what takes memory on the device.
   * @throws Error when the device has too little
   */
  async allocate<Made>(make: () => Made): Promise<Made> {
    this.device.pushErrorScope('out-of-memory');
    const made = make();
    const error = await this.device.popErrorScope();
    if (error === null) return made;
    throw new Error(
      `engine webgpu: ${this.description.name} is out of memory: ${error.message}; take fewer runs at a time or a smaller model`,
    );
  }

  /** Waits until everything submitted is done. Rejects when the device reported a fault since it was opened. */
  async settled(): Promise<void> {
    this.#check();
    await this.device.queue.onSubmittedWorkDone();
    this.#check();
  }

  /**
   * Reads pieces of buffers, in one transfer.
   * @param before commands that go first
   * @returns the bytes of all pieces, one after another
   */
  async read(pieces: readonly Piece[], before = this.device.createCommandEncoder()): Promise<ArrayBuffer> {
    this.#check();
    const size = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
    const staging = this.device.createBuffer({
      size: Math.max(4, size),
      usage: USAGE.mapRead | USAGE.copyTarget,
    });
    try {
      let at = 0;
      for (const { buffer, offset, bytes } of pieces) {
        before.copyBufferToBuffer(buffer, offset, staging, at, bytes);
        at += bytes;
      }
      this.device.queue.submit([before.finish()]);
      await staging.mapAsync(MAP_READ).catch((error: unknown) => {
        throw this.#fault ?? error;
      });
      this.#check();
      return staging.getMappedRange().slice(0, size);
    } finally {
      staging.destroy();
    }
  }

  #check(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }
}
