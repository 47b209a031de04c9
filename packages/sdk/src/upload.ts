import { exchange } from './answers.js';
import type { Profile } from './contract.generated.js';
import { ProfileError } from './errors.js';
import type { UploadOptions } from './interface.js';
import type { LinkOptions } from './link.js';
import { outcome } from './outcome.js';
import { withProgress } from './progress.js';
import { inWordsOfTrpc } from './rest.js';
import type { Sent } from './session.js';

/** Sends a picture over REST, since tRPC's JSON has no files. */
export async function upload(
  { url, fetch, accessToken, ownFetch }: LinkOptions,
  picture: Blob | Uint8Array,
  { expected_version: version, onProgress }: UploadOptions,
  { signal, context: { caller } }: { signal: AbortSignal; context: { caller: Sent } },
): Promise<Profile> {
  const token = await accessToken();
  caller.token = token;
  // The server would say the same, and is not asked.
  if (token === '') throw new ProfileError('invalid_token');
  const body = new FormData();
  // Of either it makes one; its type says only that the one kind of bytes is not another.
  body.append('avatar', new Blob([picture as Blob]));
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  const init = { method: 'PUT', headers, body, signal };
  const tells = onProgress && !ownFetch && globalThis.XMLHttpRequest !== undefined;
  const send = tells ? withProgress(fetch, onProgress) : fetch;
  const { json, response } = await exchange(send, `${url}/api/v1/me/avatar`, init, inWordsOfTrpc);
  return outcome(json, response) as Profile;
}
