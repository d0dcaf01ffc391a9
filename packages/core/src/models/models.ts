/** All models. */
import type { ModelConfig, ModelKind } from './schema.ts';
import type { Network } from './network.ts';
import { cp } from './cp/cp.ts';
import { hierarchical } from './hierarchical/hierarchical.ts';
import { matrix } from './matrix/matrix.ts';
import type { Model } from './model.ts';

const models: Readonly<Record<ModelKind, Model<ModelConfig>>> = { matrix, cp, hierarchical };

export const modelOf = (kind: ModelKind): Model<ModelConfig> => models[kind];

/**
 * @param dims d_1, ..., d_N
 * @throws InputError when the model does not fit the dimensions
 */
export const networkOf = (model: ModelConfig, dims: readonly number[]): Network =>
  modelOf(model.kind).network(model, dims);

/** The model with the defaults that depend on the dimensions filled in. */
export const canonicalModel = (model: ModelConfig, dims: readonly number[]): ModelConfig =>
  modelOf(model.kind).canonical(model, dims);
