/** The memory of a cohort with known numbers, for tests of single kernels. */
import type { Finding } from '../../src/webgpu/measure/finding.ts';
import { openGpu } from '../../src/webgpu/gpu.ts';
import { dispatch, type CohortMemory, type Field, type Operation } from '../../src/webgpu/operation.ts';

/** Fields one after another, each at a multiple of 4 floats. */
export function fieldsOf<Name extends string>(
  lengths: Readonly<Record<Name, number>>,
): { fields: Record<Name, Field>; floatsPerMember: number } {
  let offset = 0;
  const fields = {} as Record<Name, Field>;
  for (const [name, length] of Object.entries<number>(lengths)) {
    fields[name as Name] = { offset, length };
    offset += 4 * Math.ceil(length / 4);
  }
  return { fields, floatsPerMember: 64 * Math.ceil(offset / 64) };
}

export interface TestCohort extends CohortMemory {
  /** Runs operations for the loaded members, and returns the whole memory. */
  run(operations: readonly Operation[]): Promise<Float32Array>;
  /** Runs an operation for the loaded members, and returns what it finds, one list per member. */
  find(finding: Finding): Promise<Float32Array[]>;
  destroy(): void;
}

/** @param values of all members, loaded or not */
export async function testCohort(
  values: Float32Array<ArrayBuffer>,
  floatsPerMember: number,
  loaded: readonly number[],
): Promise<TestCohort> {
  const gpu = await openGpu();
  const memory = gpu.buffer(values.byteLength);
  const slotAt = gpu.buffer(4 * loaded.length);
  gpu.device.queue.writeBuffer(memory, 0, values);
  gpu.device.queue.writeBuffer(slotAt, 0, Uint32Array.from(loaded));
  const encoded = (operations: readonly Operation[]): GPUCommandEncoder => {
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const operation of operations) dispatch(pass, operation, loaded.length);
    pass.end();
    return encoder;
  };
  return {
    gpu,
    memory,
    slotAt,
    floatsPerMember,
    run: async (operations) => {
      const whole = { buffer: memory, offset: 0, bytes: values.byteLength };
      return new Float32Array(await gpu.read([whole], encoded(operations)));
    },
    find: async (finding) => {
      const pieces = loaded.map((_, i) => finding.piece(i));
      const floats = new Float32Array(await gpu.read(pieces, encoded([finding.operation])));
      finding.destroy();
      const count = floats.length / loaded.length;
      return loaded.map((_, i) => floats.slice(i * count, (i + 1) * count));
    },
    destroy: () => {
      memory.destroy();
      slotAt.destroy();
    },
  };
}
