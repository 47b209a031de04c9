let token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
// Left in the address, it would stay in the history and in whatever the browser syncs.
if (token) history.replaceState(null, '', location.pathname);

/** What the page behind a mailed link handed over; given once. */
export function takeMailedToken(): string | undefined {
  const taken = token;
  token = undefined;
  return taken;
}
