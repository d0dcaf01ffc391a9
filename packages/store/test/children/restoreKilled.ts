/** Restores a backup, and is killed right after it has changed so many names of files. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [backup, path, calls] = process.argv.slice(2);
let left = Number(calls);
for (const name of ['linkSync', 'renameSync'] as const) {
  const change = fs[name];
  fs[name] = (from, to) => {
    change(from, to);
    if (--left > 0) return;
    fs.writeSync(process.stdout.fd, 'killing\n');
    process.kill(process.pid, 'SIGKILL');
  };
}
syncBuiltinESMExports();
const { restore } = await import('../../src/index.ts');
await restore(backup!, path!);
console.log('restored');
