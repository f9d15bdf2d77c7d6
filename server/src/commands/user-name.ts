import { userInfo } from 'node:os';
import { InvalidInputError } from '@banyu/contracts';

/** Who runs this. A container may run under a number that has no name: throws InvalidInputError then. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch (cause) {
    throw new InvalidInputError('The user who runs this has no name: say who asks with --by.', {
      field: 'by',
      cause,
    });
  }
}
