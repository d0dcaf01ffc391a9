/** Residual networks (He et al. 2016) as PyTorch's torchvision lays them out, with one logit. */
import { relu } from '../gradients/elementwise.ts';
import { globalAveragePool, maxPool } from '../gradients/pooling.ts';
import { flattened } from '../gradients/shapes.ts';
import { add } from '../gradients/variable.ts';
import { inTurn, NetworkParts, type Layer } from './layers.ts';
import type { Initial, Network } from './network.ts';

export interface Stem {
  readonly channels: number;
  /** Of its filter. */
  readonly size: number;
  readonly stride: number;
  /** Whether the largest of each 3 x 3 pixels follow, at a stride of 2. */
  readonly pool: boolean;
}

export interface Stage {
  /** Of its blocks' 3 x 3 convolutions; bottlenecks give four times as many. */
  readonly channels: number;
  readonly blocks: number;
  /** Of the first block. */
  readonly stride: number;
}

export interface ResNetLayout {
  readonly stem: Stem;
  readonly stages: readonly Stage[];
  readonly bottleneck: boolean;
}

export interface ResNetOptions extends ResNetLayout {
  /** Of the images. */
  readonly imageChannels: number;
  /** The share of numbers that is dropped after each stage but the last. Default 0. */
  readonly dropout?: number;
}

const BLOCKS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3] } as const;

export type ResNetDepth = keyof typeof BLOCKS;

/** ResNet-18, -34 and -50. */
export const resNetLayout = (depth: ResNetDepth): ResNetLayout => ({
  stem: { channels: 64, size: 7, stride: 2, pool: true },
  stages: BLOCKS[depth].map((blocks, i) => ({ channels: 64 * 2 ** i, blocks, stride: i === 0 ? 1 : 2 })),
  bottleneck: depth === 50,
});

export function resNet({ stem, stages, bottleneck, imageChannels, dropout = 0 }: ResNetOptions): Network {
  const parts = new NetworkParts();
  const block = bottleneck ? bottleneckBlock : basicBlock;
  const layers: Layer[] = [
    parts.convolution('conv1', {
      size: stem.size,
      stride: stem.stride,
      from: imageChannels,
      to: stem.channels,
      ...(imageChannels === 3 ? {} : { initial: ofFrameworks(stem.size, imageChannels) }),
    }),
    parts.normalization('bn1', stem.channels),
    relu,
    ...(stem.pool ? [((x) => maxPool(x, { size: 3, stride: 2, pad: 1 })) satisfies Layer] : []),
  ];
  let from = stem.channels;
  stages.forEach(({ channels, blocks, stride }, i) => {
    const name = `layer${i + 1}`;
    const to = bottleneck ? EXPANSION * channels : channels;
    for (let j = 0; j < blocks; j++) {
      layers.push(block(parts, `${name}.${j}`, { from, channels, to, stride: j === 0 ? stride : 1 }));
      from = to;
    }
    if (dropout > 0 && i < stages.length - 1) layers.push((x, pass) => pass.dropout(name, x, dropout));
  });
  layers.push(globalAveragePool, parts.dense('fc', from, 1), flattened);
  return parts.network(inTurn(...layers));
}

/** PyTorch's for a convolution that nobody has initialized otherwise, as the authors' for images that are not in colour. */
const ofFrameworks = (size: number, from: number): Initial => ({
  kind: 'uniform',
  bound: 1 / Math.sqrt(size * size * from),
});

/** Channels that a bottleneck gives for each of its own. */
const EXPANSION = 4;

interface Block {
  readonly from: number;
  /** Within. */
  readonly channels: number;
  readonly to: number;
  readonly stride: number;
}

function basicBlock(parts: NetworkParts, name: string, { from, to, stride }: Block): Layer {
  const residual = inTurn(
    parts.convolution(`${name}.conv1`, { size: 3, stride, from, to }),
    parts.normalization(`${name}.bn1`, to),
    relu,
    parts.convolution(`${name}.conv2`, { size: 3, stride: 1, from: to, to }),
    parts.normalization(`${name}.bn2`, to),
  );
  return joined(residual, shortcut(parts, name, { from, to, stride }));
}

function bottleneckBlock(parts: NetworkParts, name: string, { from, channels, to, stride }: Block): Layer {
  const residual = inTurn(
    parts.convolution(`${name}.conv1`, { size: 1, stride: 1, from, to: channels }),
    parts.normalization(`${name}.bn1`, channels),
    relu,
    parts.convolution(`${name}.conv2`, { size: 3, stride, from: channels, to: channels }),
    parts.normalization(`${name}.bn2`, channels),
    relu,
    parts.convolution(`${name}.conv3`, { size: 1, stride: 1, from: channels, to }),
    parts.normalization(`${name}.bn3`, to),
  );
  return joined(residual, shortcut(parts, name, { from, to, stride }));
}

const joined =
  (residual: Layer, identity: Layer): Layer =>
  (x, pass) =>
    relu(add(residual(x, pass), identity(x, pass)));

/** The input itself, or brought to the residual's shape. */
function shortcut(parts: NetworkParts, name: string, { from, to, stride }: Omit<Block, 'channels'>): Layer {
  if (stride === 1 && from === to) return (x) => x;
  return inTurn(
    parts.convolution(`${name}.downsample.0`, { size: 1, stride, from, to }),
    parts.normalization(`${name}.downsample.1`, to),
  );
}
