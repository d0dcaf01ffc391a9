/** What an engine needs: which build there is, and how it is loaded. */
export { findNativeBinding, type NativeBinding } from './findNativeBinding.ts';
export {
  loadTensorflow,
  requireDevice,
  type LoadOptions,
  type Tensorflow,
  type TensorflowDevice,
} from './loadTensorflow.ts';
