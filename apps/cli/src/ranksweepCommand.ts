/** How this command is started once more, for work in a process of its own. */
import { fileURLToPath } from 'node:url';

/** Program and first words. */
export const ranksweep: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL('../bin/ranksweep.js', import.meta.url)),
];
