/** Networks whose training is timed. */
import { resNetLayout, type ImageShape, type Patches, type ResNetLayout } from '@ranksweep/convnet';

export interface ConvnetWorkload {
  readonly name: string;
  readonly title: string;
  readonly layout: ResNetLayout;
  readonly image: ImageShape;
  readonly batch: number;
  /** The factor of the penalty on input gradients; with 0, none is computed. */
  readonly lambda: number;
  readonly patches: Patches;
}

const colour = { height: 32, width: 32, channels: 3 };
const halves = [
  { top: 0, left: 0, height: 32, width: 16 },
  { top: 0, left: 16, height: 32, width: 16 },
] as const;

const canvas = { height: 8, width: 64, channels: 1 };
const digits = [
  { top: 0, left: 1, height: 7, width: 7 },
  { top: 0, left: 56, height: 7, width: 7 },
] as const;
const small: ResNetLayout = {
  stem: { channels: 8, size: 3, stride: 2, pool: false },
  stages: [16, 32, 32].map((channels) => ({ channels, blocks: 1, stride: 2 })),
  bottleneck: false,
};

const ofDigits = { layout: small, image: canvas, batch: 64, patches: digits };
const ofColour = { layout: resNetLayout(18), image: colour, batch: 64, patches: halves };

export const convnetWorkloads: readonly ConvnetWorkload[] = [
  {
    name: 'digits',
    title: 'a network of 38,000 parameters, 1 x 8 x 64, batches of 64',
    ...ofDigits,
    lambda: 0,
  },
  { name: 'digits-penalty', title: 'the same with the penalty on input gradients', ...ofDigits, lambda: 1 },
  { name: 'resnet18', title: 'ResNet-18, 3 x 32 x 32, batches of 64', ...ofColour, lambda: 0 },
  { name: 'resnet18-penalty', title: 'the same with the penalty', ...ofColour, lambda: 1 },
];
