/** Which backend of TensorFlow.js trains networks in a lane. */
import { backendKind, backendNames } from '@ranksweep/engine/tfjs';
import type { KindEngine, LaneOptions } from '@ranksweep/run';

/** The backends that suit a device, the best one first. */
const SUITABLE = {
  cpu: ['tfjs-native', 'tfjs-wasm'],
  gpu: ['tfjs-cuda', 'tfjs-webgpu'],
} as const;

/** A lane of one of TensorFlow.js' engines has that backend; any other has the best one of its device. */
export function engineOn({ engine, device }: LaneOptions): KindEngine | { readonly refusal: string } {
  const names = backendNames().includes(engine) ? [engine] : SUITABLE[device.kind];
  const found = names.find((name) => backendKind(name).absence() === undefined);
  if (found !== undefined) return { name: found, arithmetic: found, precision: 'float32' };
  return { refusal: names.map((name) => `${name}: ${backendKind(name).absence()}`).join('; ') };
}
