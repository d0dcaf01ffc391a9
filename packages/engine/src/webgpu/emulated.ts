/** A processor that plays a GPU waits long at barriers, but for the threads of one vector. */
export const EMULATED_THREADS = 4;
