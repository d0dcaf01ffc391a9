/**
 * The Vulkan driver of tests: that of a real GPU if VK_DRIVER_FILES names it, otherwise the software driver that Debian's
 * chromium brings. Import it before an engine looks for its devices.
 */
import { existsSync } from 'node:fs';
import { openGpu } from '../src/webgpu/gpu.ts';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

if (process.env.VK_DRIVER_FILES === undefined && existsSync(SWIFTSHADER)) {
  process.env.VK_DRIVER_FILES = SWIFTSHADER;
}

/** Why tests of the engine webgpu are skipped here, if they are. `.ci/run` looks for the first words. */
export const noVulkan: string | undefined = await openGpu().then(
  () => undefined,
  (error: Error) => `SKIPPED, no Vulkan driver: ${error.message} (tools/installSystemPackages.sh)`,
);
if (noVulkan !== undefined) console.warn(noVulkan);

/** The engines on GPUs that the suite holds against the reference. */
export const gpuEngines: readonly string[] = noVulkan === undefined ? ['webgpu'] : [];
