/** An engine that takes two cards for its own, one of them broken, and computes on the CPU. */
import { wasmEngine, type Device, type Engine } from '@ranksweep/engine';
import type { Extension } from '@ranksweep/sweep';

const card = (id: string): Device => ({ id, name: 'Card', kind: 'gpu', memoryBytes: 8e9 });

function cards(): Engine {
  const engine = wasmEngine();
  return {
    ...engine,
    name: 'cards',
    devices: async () => [card('gpu:0'), card('gpu:1'), ...(await engine.devices())],
    async compile(shape, device) {
      if (device.id === 'gpu:1') throw new Error(`${device.id} is broken`);
      return engine.compile(shape, device);
    },
  };
}

export default { engines: { cards } } satisfies Extension;
