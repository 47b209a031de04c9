import { profile, type Scope } from '@profile/contract';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { Failure } from './errors.js';
import { anyone, withScope } from './procedures.js';
import { toProfile } from './profile/to-profile.js';
import { openApi, password, type TestApi } from './testing/context.js';
import { t } from './trpc.js';

type Call = (by: ReturnType<TestApi['asRest']>) => Promise<unknown>;

const change = { current_password: password, new_password: 'quiet-lantern-58' };
const guarded: [string, Scope, Call, Call?][] = [
  ['profile.get', 'profile:read', ({ profile }) => profile.get()],
  [
    'profile.update',
    'profile:write',
    ({ profile }) => profile.update({}),
    ({ profile }) => profile.update({ phone: 5 } as never),
  ],
  [
    'password.change',
    'account:security',
    ({ password }) => password.change(change),
    ({ password }) => password.change({} as never),
  ],
  ['email.verification', 'profile:read', ({ email }) => email.verification()],
  ['email.requestVerification', 'profile:write', ({ email }) => email.requestVerification()],
  [
    'email.confirmVerification',
    'profile:write',
    ({ email }) => email.confirmVerification({ code: '000000' }),
    ({ email }) => email.confirmVerification({} as never),
  ],
  ['legacy.profile', 'profile:read', ({ legacy }) => legacy.profile()],
];
const scopes: Scope[] = ['profile:read', 'profile:write', 'account:security'];

describe.each(guarded)('%s', (_, needed, call, callWrongly = call) => {
  async function open() {
    const { account, asRest } = await openApi();
    const { session } = await account();
    return (calling: Parameters<typeof asRest>[0]) => asRest({ session, ...calling });
  }

  it(`needs ${needed}, which is checked before the input`, async () => {
    const by = await open();
    const lacking = { reason: 'insufficient_scope', status: 403, details: { scope: needed } };
    const others = scopes.filter((scope) => scope !== needed);
    await expect(callWrongly(by({ scopes: others }))).rejects.toMatchObject(lacking);
    await expect(callWrongly(by({ scopes: [] }))).rejects.toMatchObject(lacking);
    const enough = await call(by({ scopes: [needed] })).catch((error) => error);
    expect(enough).not.toMatchObject({ reason: 'insufficient_scope' });
  });

  it('needs a living session, which is checked before the scope and the input', async () => {
    const by = await open();
    const nobody = callWrongly(by({ session: undefined, scopes: [] }));
    await expect(nobody).rejects.toMatchObject({ reason: 'not_authenticated', status: 401 });
    const gone = callWrongly(by({ session: 'ses_gone', scopes: [] }));
    await expect(gone).rejects.toMatchObject({ reason: 'invalid_token', status: 401 });
  });
});

describe('what a procedure gives', () => {
  const reading = withScope('profile:read');
  const router = t.router({
    whole: reading.output(profile).query(({ ctx }) => toProfile(ctx.caller.user)),
    row: reading.output(profile).query(({ ctx }) => ctx.caller.user),
    more: reading
      .output(profile)
      .query(({ ctx: { caller } }) => ({ ...toProfile(caller.user), is_staff: false })),
    less: reading
      .output(profile)
      .query(({ ctx: { caller } }) => ({ ...toProfile(caller.user), version: undefined as never })),
  });

  it('goes out whole, and not at all with a private column or a missing field', async () => {
    const { account, context, as } = await openApi();
    const { session } = await account();
    const call = router.createCaller(context({ session }));
    expect(await call.whole()).toStrictEqual(await as({ session }).profile.get());
    const refused = { reason: 'internal_error', message: 'Internal Server Error' };
    for (const name of ['row', 'more', 'less'] as const) {
      await expect(call[name]()).rejects.toMatchObject(refused);
    }
  });
});

describe('what a procedure throws', () => {
  const sql = 'SELECT secret FROM users';
  const router = t.router({
    unforeseen: anyone.query((): string => {
      throw new Error(sql);
    }),
    failure: anyone.query((): string => {
      throw new Failure('verification_cooldown', { retryAfter: 7, cause: new Error(sql) });
    }),
    // Without the guards, so that only the formatter stands between it and the wire.
    bare: t.procedure.query((): string => {
      throw new Error(sql);
    }),
  });

  it('comes out as a failure', async () => {
    const { context } = await openApi();
    const { unforeseen, failure } = router.createCaller(context());
    const internal = { reason: 'internal_error', message: 'Internal Server Error' };
    await expect(unforeseen()).rejects.toMatchObject(internal);
    await expect(failure()).rejects.toMatchObject({ reason: 'verification_cooldown' });
  });

  const internal = { detail: 'Internal Server Error', code: 'internal_error' };
  const cooldown = {
    detail: 'A verification mail was sent a moment ago; retry later',
    code: 'verification_cooldown',
  };
  it.each([
    ['unforeseen', 'INTERNAL_SERVER_ERROR', 500, internal, {}],
    ['bare', 'INTERNAL_SERVER_ERROR', 500, internal, {}],
    ['failure', 'TOO_MANY_REQUESTS', 429, cooldown, { retry_after: 7 }],
    ['unknown', 'NOT_FOUND', 404, { detail: 'Not Found', code: 'not_found' }, {}],
  ])('looks so on the tRPC door: %s', async (path, code, httpStatus, error, more) => {
    const { context } = await openApi();
    const response = await fetchRequestHandler({
      endpoint: '',
      req: new Request(`http://localhost/${path}`),
      router,
      createContext: async () => context(),
    });
    expect(response.status).toBe(httpStatus);
    const text = await response.text();
    expect(text).not.toContain('secret');
    expect(text).not.toContain('stack');
    expect(JSON.parse(text).error).toEqual({
      message: error.detail,
      code: expect.any(Number),
      data: { code, httpStatus, path, error, ...more },
    });
  });
});
