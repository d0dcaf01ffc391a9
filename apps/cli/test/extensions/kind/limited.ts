/** Adds a kind of run that fails where it counts to more than a file says. */
import { limited } from '../../../../../packages/kinds/test/limitedKind.ts';

export default { kinds: { limited } };
