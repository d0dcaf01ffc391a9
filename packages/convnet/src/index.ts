/** Convolutional networks, their gradients of first and second order, and the penalty on how patches depend on each other. */
export { convAc, type ConvAc, type ConvAcOptions } from './convAc/convAc.ts';
export type { Box } from './gradients/box.ts';
export type { ImageShape, Network } from './network/network.ts';
export { resNet, resNetLayout } from './network/resNet.ts';
export type { ResNetDepth, ResNetLayout, ResNetOptions, Stage, Stem } from './network/resNet.ts';
export type { Patches } from './penalty/inputGradientPenalty.ts';
export { initialState, type TrainingState } from './training/state.ts';
export type { Batch, SgdOptions, Totals, TrainingOptions } from './training/options.ts';
export { Training } from './training/training.ts';
