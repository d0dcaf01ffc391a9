/** How large problems and models may be. */

/** Entries of a tensor that is held whole (1 GiB in float32). */
export const mostEntries = 2 ** 28;
/** Entries of all sensing tensors together (4 GiB in float32). */
export const mostMeasurementEntries = 2 ** 30;
/** Parameters of a model (1 GiB in float32). */
export const mostParameters = 2 ** 28;
/** Factors of a deep matrix factorization. */
export const greatestDepth = 1000;
/** Modes of a tensor: three times those of a colour image of 32 x 32. */
export const mostModes = 10_000;
/** Numbers of all observed entries' index tuples together (4 GiB in int32). */
export const mostTupleNumbers = 2 ** 30;
/** Values that all metrics of a snapshot may have together. */
export const mostValues = 1_000_000;
