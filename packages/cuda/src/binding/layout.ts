/** Where files are in the folder of a build, and in a folder of Python's packages. */
import { join } from 'node:path';

export const TFJS_PACKAGE = '@tensorflow/tfjs-node-gpu';

/** Node-API's version that the package's own build uses; the package looks for the addon in a folder named for it. */
export const NODE_API = 8;

export const packageFolder = (folder: string): string => join(folder, 'node_modules', TFJS_PACKAGE);
export const addonPath = (folder: string): string =>
  join(packageFolder(folder), 'lib', `napi-v${NODE_API}`, 'tfjs_binding.node');
/** The addon for what native libraries share with the whole process. */
export const processPath = (folder: string): string => join(folder, 'process.node');

/** Beside each other in `tensorflow/`. The first needs the second. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

export const libraryPaths = (sitePackages: string): string[] =>
  LIBRARIES.map((name) => join(sitePackages, 'tensorflow', name));
