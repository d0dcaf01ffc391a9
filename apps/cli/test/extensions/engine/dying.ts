/** An engine whose process dies of a signal whenever it compiles a program, as a broken driver does. */
import { writeSync } from 'node:fs';
import { wasmEngine, type Engine } from '@ranksweep/engine';
import type { Extension } from '@ranksweep/sweep';

const dying = (): Engine => ({
  ...wasmEngine(),
  name: 'dying',
  arithmetic: 'dying',
  devices: async () => [{ id: 'gpu:0', name: 'Broken', kind: 'gpu', memoryBytes: 1e9 }],
  async compile() {
    writeSync(2, 'NVRM: Xid 79, GPU has fallen off the bus.'); // As a library does, past Node's streams.
    process.kill(process.pid, 'SIGABRT');
    return new Promise(() => {});
  },
});

export default { engines: { dying } } satisfies Extension;
