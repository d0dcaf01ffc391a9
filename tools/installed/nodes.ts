/** The Nodes that ranksweep is installed and started on: the machine's own, and the one that the workspace brings along. */
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** Folders of PATH that do not lie in the workspace: npm puts those before the others, with a Node of their own. */
const machinePath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '' && !`${folder}/`.includes('/node_modules/'));

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const NODE = process.platform === 'win32' ? 'node.exe' : 'node';

/** Paths of the programs. */
export const machinesNode =
  machinePath.map((folder) => join(folder, NODE)).find(isProgram) ?? realpathSync(process.execPath);
export const broughtNode = realpathSync(process.execPath);

/** What npm and the programs of this workspace tell those that they start; settings, such as the registry, are the user's own. */
const OF_WORKSPACE =
  /^(?:npm_(?!config_)|npm_config_(?:local_|global_)?prefix$|NODE_(?:OPTIONS|ENV|PATH|COMPILE_CACHE)$|VITEST|TEST$|NX_|INIT_CWD$|FORCE_COLOR$)/;

/**
 * What a user has in the environment who works with that Node and knows nothing of this workspace.
 * @param node the path of the program
 */
export function environmentWith(node: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OF_WORKSPACE.test(name));
  const path = [dirname(node), ...machinePath].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: '1' };
}
