/** Bad input of any kind: what was expected, what was found, where. Programs end with exit status 2 on it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
