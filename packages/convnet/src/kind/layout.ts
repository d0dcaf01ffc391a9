/** A model's network, by its configuration. */
import { resNetLayout, type ResNetLayout } from '../network/resNet.ts';
import type { ModelConfig } from './modelSchema.ts';

/** The widths must be known. */
export function layoutOf({ depth, widths = [], stem, ...model }: ModelConfig): ResNetLayout {
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
