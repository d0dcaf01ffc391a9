/**
 * Loaded before a command. When the command ends, it reports the command's processor time, which does not depend on the machine's
 * other work.
 */
import { writeSync } from 'node:fs';

/** A pipe to the measuring process. */
const PIPE = 3;

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(PIPE, `${(user + system) / 1000}`);
});
