/** Finds a Vulkan driver that the engine webgpu can use. Containers often have the driver's libraries and nothing that names them. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';

/** What has to be added to the environment of a process that uses the driver. */
export interface VulkanDriver {
  /** For people. */
  readonly text: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where descriptions of drivers are installed. */
const DESCRIPTIONS = [
  '/etc/vulkan/icd.d',
  '/usr/share/vulkan/icd.d',
  '/usr/local/share/vulkan/icd.d',
  '/usr/local/nvidia/share/vulkan/icd.d',
];
/** NVIDIA's libraries that are Vulkan drivers; the second one needs no X11. */
const NVIDIA_DRIVERS = ['libGLX_nvidia.so.0', 'libEGL_nvidia.so.0'];
const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/usr/lib/wsl/lib',
  '/usr/local/nvidia/lib64',
  '/usr/local/nvidia/lib',
  '/usr/local/cuda/compat',
];

export interface MachineLibraries {
  /** Paths by name, as the dynamic linker finds them. */
  readonly known: ReadonlyMap<string, string>;
  /** Of folders that the linker may not look into. */
  readonly folders: readonly string[];
}

export async function machineLibraries(
  folders: readonly string[] = LIBRARY_FOLDERS,
): Promise<MachineLibraries> {
  const { stdout } = await execa('ldconfig', ['-p'], {
    reject: false,
    env: { PATH: `${process.env.PATH}:/sbin` },
  });
  const known = new Map<string, string>();
  for (const [, name, path] of `${stdout}`.matchAll(/^\s*(\S+) \([^)]*x86-64[^)]*\) => (\S+)$/gm)) {
    if (!known.has(name!)) known.set(name!, path!);
  }
  return { known, folders };
}

/** Undefined where the machine does not have it. */
export function pathOf(library: string, { known, folders }: MachineLibraries): string | undefined {
  return (
    known.get(library) ?? folders.map((folder) => join(folder, library)).find((path) => existsSync(path))
  );
}

/**
 * Makes a folder of those packed libraries that the machine lacks.
 * @param packed the folder of libraries that came along
 * @returns what they are, and the folders for LD_LIBRARY_PATH
 */
export function missingLibraries(
  packed: string,
  work: string,
  machine: MachineLibraries,
): { readonly names: string[]; readonly folder: string } {
  const folder = join(work, 'missing-libraries');
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(packed).filter((name) => pathOf(name, machine) === undefined);
  for (const name of names) symlinkSync(join(packed, name), join(folder, name));
  return { names, folder };
}

/** In the order in which they are tried. One that VK_DRIVER_FILES names is the only one. */
export function vulkanDrivers(
  work: string,
  machine: MachineLibraries,
  { environment = process.env, descriptions = DESCRIPTIONS }: DriverSearch = {},
): VulkanDriver[] {
  const named = environment['VK_DRIVER_FILES'] ?? environment['VK_ICD_FILENAMES'];
  if (named !== undefined) return [{ text: named, environment: { VK_DRIVER_FILES: named } }];
  const installed = descriptions
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.json') && basename(path).includes('nvidia'));
  const written = NVIDIA_DRIVERS.flatMap((library) => {
    const path = pathOf(library, machine);
    return path === undefined ? [] : [describe(work, library, path)];
  });
  return [
    { text: "the loader's own choice", environment: {} },
    ...installed.map((path) => ({ text: path, environment: { VK_DRIVER_FILES: path } })),
    ...written,
  ];
}

export interface DriverSearch {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly descriptions?: readonly string[];
}

/** The loader wants a file that names the library. Its companions lie beside it. */
function describe(work: string, library: string, path: string): VulkanDriver {
  const file = join(work, `${library}.json`);
  const ICD = { library_path: path, api_version: '1.3.0' };
  writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD }));
  return {
    text: `${path}, described by a file of our own`,
    environment: { VK_DRIVER_FILES: file, LD_LIBRARY_PATH: dirname(path) },
  };
}
