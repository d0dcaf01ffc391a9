/** Adds a kind of run that counts to n. */
import { counting } from '../../../../../packages/kinds/test/countingKind.ts';

export default { kinds: { counting } };
