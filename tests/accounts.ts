import {
  createProfileClient,
  memoryTokenStore,
  type ProfileClientOptions,
  type ProfileError,
  type TokenResponse,
} from '@profile/sdk';

export const password = 'violet-anchor-73-mosaic';

/** A client with an account of its own at a server. */
export async function signUp(name: string, { url }: { url: string }) {
  const email = `${name}@example.com`;
  const client = createProfileClient({ url });
  await client.auth.register({ email, password, username: name });
  const tokens = await client.auth.tokens();
  if (!tokens) throw new Error('Signing up kept no tokens');
  return { client, email, tokens };
}

/** A client that begins with the tokens of another. */
export function withTokens(tokens: TokenResponse, options: ProfileClientOptions) {
  return createProfileClient({ store: memoryTokenStore(tokens), ...options });
}

/** What a call that must fail fails with. */
export async function failure(call: Promise<unknown>): Promise<ProfileError> {
  const outcome = await call.then(
    () => new Error('It did not fail'),
    (error) => ({ error }),
  );
  if (outcome instanceof Error) throw outcome;
  return outcome.error;
}
