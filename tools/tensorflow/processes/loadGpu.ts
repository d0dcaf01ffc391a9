/** Asks for a GPU. */
import { loadTensorflow } from '@ranksweep/cuda/binding';

loadTensorflow({ device: 'gpu' });
