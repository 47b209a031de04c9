import { ProfileError } from './errors.js';

/** The address without a slash at the end; a path is that of a proxy before the server. */
export function addressOf(url: string): string {
  try {
    const { protocol, origin, pathname, search, hash, username } = new URL(url);
    const plain = search === '' && hash === '' && username === '';
    if (plain && /^https?:$/.test(protocol)) return origin + pathname.replace(/\/+$/, '');
  } catch {
    // What can't be parsed is refused like what has another protocol.
  }
  throw new ProfileError('invalid_url');
}
