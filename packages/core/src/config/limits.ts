/** How large problems and models may be. */

/** The most entries of a tensor that is stored in full (1 GiB in float32). */
export const mostEntries = 2 ** 28;
/** The most entries of all sensing tensors together (4 GiB in float32). */
export const mostMeasurementEntries = 2 ** 30;
/** The most parameters of a model (1 GiB in float32). */
export const mostParameters = 2 ** 28;
/** The most factors of a deep matrix factorization. */
export const greatestDepth = 1000;
/** The most modes of a tensor: three times those of a colour image of 32 x 32. */
export const mostModes = 10_000;
/** The most numbers in the index tuples of all observed entries (4 GiB in int32). */
export const mostTupleNumbers = 2 ** 30;
/** The most values of all metrics of a snapshot together. */
export const mostValues = 1_000_000;
