import { isId } from '@banyu/contracts';

/** How an observer's user name begins; no device id holds a colon. */
const PREFIX = 'observer:';

/** The user name that an observer logs in with. */
export function observerUser(name: string): string {
  return PREFIX + name;
}

/** The observer behind a user name: undefined when it means a device, empty when it is no observer's name. */
export function observerName(username: string | undefined): string | undefined {
  if (username?.startsWith(PREFIX) !== true) return undefined;
  const name = username.slice(PREFIX.length);
  return isId(name) ? name : '';
}
