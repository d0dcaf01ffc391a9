/**
 * A process of its own that opens shared libraries, named by their paths, and prints as JSON why one cannot be opened: an array of
 * pairs. They are no addons, which Node says once the system has opened them.
 */
import { constants } from 'node:os';

const problems: [string, string][] = [];
for (const path of process.argv.slice(2)) {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW);
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('Module did not self-register')) problems.push([path, message]);
  }
}
process.stdout.write(JSON.stringify(problems));
