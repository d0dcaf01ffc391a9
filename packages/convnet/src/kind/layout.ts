/** A model's network, by its configuration. */
import { convAc, type ConvAc } from '../convAc/convAc.ts';
import type { ImageShape, Network } from '../network/network.ts';
import { resNet, resNetLayout, type ResNetLayout } from '../network/resNet.ts';
import type { ConvAcConfig, ModelConfig, ResNetConfig } from './modelSchema.ts';

/** The widths must be known. */
export function layoutOf({ depth, widths = [], stem, ...model }: ResNetConfig): ResNetLayout {
  if (depth !== undefined) return resNetLayout(depth);
  const { channels = widths[0]!, ...first } = stem ?? { size: 3, stride: 1, pool: false };
  return {
    stem: { ...first, channels },
    stages: widths.map((width, i) => ({
      channels: width,
      blocks: model.blocks?.[i] ?? 1,
      stride: model.strides?.[i] ?? 2,
    })),
    bottleneck: model.bottleneck ?? false,
  };
}

/** @throws InputError for an image that has no such patches, or that the tree does not fit */
export const circuitOf = (model: ConvAcConfig, image: ImageShape): ConvAc => convAc({ ...model, image });

export const networkOfModel = (model: ModelConfig, image: ImageShape): Network =>
  model.kind === 'conv-ac'
    ? circuitOf(model, image)
    : resNet({ ...layoutOf(model), imageChannels: image.channels, dropout: model.dropout });
