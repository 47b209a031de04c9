import type { Answer } from './answer.js';
import type { TestApp } from './app.js';

interface Asked {
  /** The operation, of `auth`. */
  name: string;
  input?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
}

interface Said {
  status: number;
  /** What was refused, and why. */
  code: unknown;
  value: Record<string, unknown>;
  /** Every cookie that was set. */
  cookies: string[];
  headers: Headers;
}

export type Door = (app: TestApp, asked: Asked) => Promise<Said>;

const said = ({ status, headers }: Answer, value: unknown, refusal: unknown): Said => ({
  status,
  code: (refusal as { code?: unknown } | undefined)?.code,
  value: Object(value ?? {}),
  cookies: headers.getSetCookie(),
  headers,
});

/** Calls one over tRPC, as its clients write it. */
const rpc =
  (query: string, more: Record<string, string> = {}): Door =>
  async (app, { name, input, token, headers }) => {
    const body = query === '' ? input : { 0: input };
    const sent = { token, body: body ?? '', headers: { ...more, ...headers } };
    const answer = await app.rest('POST', `/trpc/auth.${name}${query}`, sent);
    const first = (query === '' ? answer.body : answer.body[0]) as {
      result?: { data?: unknown };
      error?: { data: { error: unknown } };
    };
    return said(answer, first.result?.data, first.error?.data.error);
  };

/** Every way that an operation of `auth` can be called in. */
export const doors: Record<string, Door> = {
  async REST(app, { name, input, token, headers = {} }) {
    const answer = await app.rest('POST', `/api/v1/auth/${name}`, { token, body: input, headers });
    return said(answer, answer.status < 300 ? answer.body : {}, answer.body);
  },
  tRPC: rpc(''),
  'tRPC in a batch': rpc('?batch=1'),
  // Says nothing new to tRPC's own adapter, to which we leave whatever says anything of this kind.
  'tRPC’s own adapter': rpc('', { 'trpc-accept': 'application/json' }),
  'tRPC’s own adapter in a batch': rpc('?batch=1', { 'trpc-accept': 'application/json' }),
};
