/** Convolutional networks, their gradients of first and second order, and the penalty on how patches depend on each other. */
export {};
