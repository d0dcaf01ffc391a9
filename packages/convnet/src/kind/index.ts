/** What other packages know of convolutional networks' runs. Nothing here loads TensorFlow.js. */
export { convnet } from './kind.ts';
export type { ConvnetConfig, ConvnetInput } from './schema.ts';
