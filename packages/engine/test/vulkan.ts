/**
 * The Vulkan driver of tests: that of a real GPU if VK_DRIVER_FILES names it, otherwise the software driver that Debian's
 * chromium brings. Import it before an engine looks for its devices.
 */
import { existsSync } from 'node:fs';
import { registerEngine } from '../src/index.ts';
import { openGpu, type Gpu } from '../src/webgpu/gpu.ts';
import { usualDivision } from '../src/webgpu/shape.ts';
import { webgpuEngine } from '../src/webgpu/webgpuEngine.ts';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

if (process.env.VK_DRIVER_FILES === undefined && existsSync(SWIFTSHADER)) {
  process.env.VK_DRIVER_FILES = SWIFTSHADER;
}

const gpu: Gpu | Error = await openGpu().catch((error: Error) => error);

/** Why tests of the engine webgpu are skipped here, if they are. `.ci/run` looks for the first words. */
export const noVulkan: string | undefined =
  gpu instanceof Error
    ? `SKIPPED, no Vulkan driver: ${gpu.message} (tools/installSystemPackages.sh)`
    : undefined;
if (noVulkan !== undefined) console.warn(noVulkan);

/** Why those of subgroups are. */
export const noSubgroups: string | undefined =
  gpu instanceof Error ? noVulkan : gpu.description.subgroupSize === undefined ? 'no subgroups' : undefined;

const WITHOUT_SUBGROUPS = 'webgpu-without-subgroups';
if (noSubgroups === undefined) {
  registerEngine(WITHOUT_SUBGROUPS, () => webgpuEngine({ ...usualDivision(), subgroups: false }));
}

/** The engines on GPUs that the suite holds against the reference. */
export const gpuEngines: readonly string[] =
  noVulkan !== undefined ? [] : noSubgroups === undefined ? ['webgpu', WITHOUT_SUBGROUPS] : ['webgpu'];
