import { exchange, type Fetch, said, unexpected } from './answers.js';
import type { Profile, ValidationError } from './contract.generated.js';
import { isServerCode, ProfileError } from './errors.js';
import type { Sent } from './session.js';

/** What is answered to a picture: the profile, or why it was refused. */
type Answer = Profile & { code?: unknown; detail?: string | ValidationError[] };

interface UploadOptions {
  /** The server's origin. */
  url: string;
  fetch: Fetch;
  /** The access token of now. */
  accessToken(): Promise<string>;
}

/** Sends a picture over REST, since tRPC's JSON has no files. */
export function createUpload({ url, fetch, accessToken }: UploadOptions) {
  return async function upload(
    picture: Blob | Uint8Array,
    version: number | undefined,
    { signal, context: { caller } }: { signal: AbortSignal; context: { caller: Sent } },
  ): Promise<Profile> {
    caller.token = await accessToken();
    const body = new FormData();
    body.append('avatar', new Blob([picture as Blob]));
    const headers: Record<string, string> = { authorization: `Bearer ${caller.token}` };
    if (version !== undefined) headers['if-match'] = `"${version}"`;
    const init = { method: 'PUT', headers, body, signal };
    const { ok, response, json } = await exchange(fetch, `${url}/api/v1/me/avatar`, init, isOurs);
    const answer = (await json()) as Answer;
    if (ok) return answer;
    // The one refusal without a code has faults instead.
    const { code = 'validation_error', detail } = answer;
    throw isServerCode(code)
      ? new ProfileError(code, { ...said(response), detail })
      : unexpected(response, answer);
  };
}

function isOurs(item: unknown): boolean {
  const { version, detail } = Object(item) as Answer;
  return Boolean(version ?? detail);
}
