import {
  type CallOptions,
  createProfileClient,
  isProfileError,
  memoryTokenStore,
  type ProfileClient,
  type ProfileClientOptions,
  type ProfileError,
  type TokenResponse,
} from '@profile/sdk';
import type { Call } from './provocations.js';

export interface Outcome {
  status: number;
  error?: ProfileError;
}

/** How a call through the SDK is made to fail on its way. */
export interface Way extends Partial<ProfileClientOptions> {
  call?: CallOptions;
  /** Called in the same tick, which has both go out as one request. */
  beside?: (client: ProfileClient) => Promise<unknown>;
  /** What can be renewed; otherwise nothing. */
  refreshToken?: string;
}

type Method = (...given: unknown[]) => Promise<unknown>;

/** The door for provocations: a client of its own for each call. */
export const throughSdk =
  ({ call: options, beside, refreshToken = 'none', ...settings }: Way = {}): Call<Outcome> =>
  async (app, { name }, _, { token, body, headers }) => {
    const { refresh_token = refreshToken } = Object(body) as Partial<TokenResponse>;
    const tokens = { access_token: token, refresh_token } as TokenResponse;
    const client = createProfileClient({
      url: app.url,
      store: memoryTokenStore(token === undefined ? null : tokens),
      retries: 0,
      ...settings,
    });
    const [area = '', method = ''] = name.split('.');
    const methods = client[area as keyof ProfileClient] as unknown as Record<string, Method>;
    const given = [...argumentsOf(name, body, headers), options];
    const call = methods[method]?.(...given);
    const neighbour = beside?.(client).catch(() => {});
    const outcome = await Promise.resolve(call).then(() => ({ status: 200 }), outcomeOf);
    await neighbour;
    return outcome;
  };

function outcomeOf(error: unknown): Outcome {
  if (!isProfileError(error)) throw error;
  return { status: error.status ?? 0, error };
}

/** What a method takes before its options, for the body and the headers that REST would take. */
function argumentsOf(name: string, body: unknown, headers?: Record<string, string>): unknown[] {
  if (name === 'auth.refresh') return [];
  if (name === 'auth.logout') return [body === undefined ? 'all' : parsed(body)];
  if (name === 'sessions.revoke') return [body === undefined ? 'ses_x' : parsed(body)];
  if (body === undefined) return [];
  const tag = headers?.['if-match'];
  const version = tag === undefined ? {} : { expected_version: Number(JSON.parse(tag)) };
  const input = parsed(body);
  return [typeof input === 'object' ? { ...input, ...version } : input];
}

/** What a text of JSON says; one that says nothing is only long. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  return body.trim() === '' ? { first_name: body } : JSON.parse(body);
}
