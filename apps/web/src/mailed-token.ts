import { paths } from './router.js';
import { settings } from './settings.js';

const path = location.pathname.replace(/\/$/, '');
const isLink = path === paths.reset || path === paths.undo;
const said = new URLSearchParams(isLink ? location.search : location.hash.slice(1));

// What is longer isn't a token, and cut off it is refused as such and not for its length.
let token = isLink || path === paths.email ? said.get('token')?.slice(0, 200) : undefined;
/** Where the link leads on to, if it is one of the addresses that the server knows; else nowhere. */
export const redirect = isLink
  ? settings.redirectUrls.find((url) => url === said.get('redirect'))
  : undefined;

// Left in the address, it would stay in the history and in whatever the browser syncs.
if (token || isLink) history.replaceState(history.state, '', location.pathname);

/** What a mailed link brought to this path and to no other, kept in memory only. */
export const mailedToken = (of: string): string | undefined =>
  of === path && token ? token : undefined;

/** It is used up, or was never good. */
export function forgetMailedToken(): void {
  token = undefined;
}
