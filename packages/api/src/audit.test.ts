import { describe, expect, it } from 'vitest';
import { setActive } from './accounts/active.js';
import { createAccount } from './accounts/create.js';
import { deleteAccount } from './accounts/delete.js';
import { setPassword } from './accounts/password.js';
import { type AuditEvent, auditEvents } from './audit.js';
import { userOfIdentity } from './auth/identity.js';
import { mintToken } from './auth/mint.js';
import { openApi, password } from './testing/context.js';
import { testCookie } from './testing/cookie.js';

const next = 'quiet-lantern-58-harbor';
const fresh = 'ada@new.example.com';

/** Somebody who is signed in, their operations, and what they typed or were given that no line may have. */
async function openWithAda(limits?: Parameters<typeof openApi>[0]) {
  const api = await openApi(limits);
  const { user, id, session, openSession } = await api.account();
  const calls = api.as({ session });
  const moved = async () => {
    await api.store.accounts.verifyEmail(id, user.email, api.at());
    await calls.email.change({ email: fresh, current_password: password });
    const { token } = await api.mailed(id);
    await calls.email.confirmVerification({ token });
  };
  return { ...api, user, id, session, openSession, calls, moved };
}

type Ada = Awaited<ReturnType<typeof openWithAda>>;

const refused = (work: Promise<unknown>) => expect(work).rejects.toThrow();
const bob = { email: 'bob@example.com', username: 'bob', password };
const elsewhere = {
  issuer: 'https://elsewhere.test',
  subject: 'carol',
  email: 'ada@example.com',
  email_verified: true,
  username: undefined,
  first_name: undefined,
  last_name: undefined,
  locale: undefined,
  iat: 1_900_000_000,
};

/** How each event comes about, and what its line says. */
const causes: Record<AuditEvent, [cause: (ada: Ada) => Promise<unknown>, says: object]> = {
  'account.created': [({ as }) => as().auth.register(bob), { ip: '192.0.2.1' }],
  'account.linked': [({ services }) => userOfIdentity(services, elsewhere), {}],
  'account.deactivated': [
    ({ services, user }) => setActive(services, user, false),
    { sessions_revoked: 1 },
  ],
  'account.activated': [({ services, user }) => setActive(services, user, true), {}],
  'account.deleted': [({ services, user }) => deleteAccount(services, user), {}],
  'session.signed_in': [
    ({ as }) => as().auth.login({ login: 'ada', password }),
    { session: expect.stringMatching(/^ses_/), ip: '192.0.2.1' },
  ],
  'session.sign_in_refused': [
    ({ as }) => refused(as().auth.login({ login: 'ada', password: next })),
    { reason: 'wrong_password', login: expect.stringMatching(/^[\w-]{22}$/) },
  ],
  'session.signed_out': [
    ({ as, session }) => as({ session, cookie: testCookie() }).auth.logout({ scope: 'others' }),
    { scope: 'others' },
  ],
  'session.revoked': [
    async ({ calls, openSession }) => calls.sessions.revoke({ id: (await openSession()).id }),
    { session: expect.stringMatching(/^ses_/) },
  ],
  'session.replayed': [
    async ({ as, services, openSession, pass }) => {
      const refresh_token = services.refreshTokens.write(await openSession());
      await as().auth.refresh({ refresh_token });
      pass(11_000);
      await refused(as().auth.refresh({ refresh_token }));
    },
    { session: expect.stringMatching(/^ses_/) },
  ],
  'session.minted': [
    ({ services, user }) => mintToken(services, user, { scope: 'profile:read' }),
    { scope: 'profile:read', session: expect.stringMatching(/^ses_/) },
  ],
  'password.changed': [
    ({ calls }) => calls.password.change({ current_password: password, new_password: next }),
    { sessions_revoked: 0, session: expect.stringMatching(/^ses_/) },
  ],
  'password.refused': [
    ({ calls }) =>
      refused(calls.password.change({ current_password: 'not it', new_password: next })),
    {},
  ],
  'password.reset_requested': [
    ({ as }) => as().auth.forgotPassword({ email: 'ada@example.com' }),
    { login: expect.stringMatching(/^[\w-]{22}$/) },
  ],
  'password.reset': [
    async ({ as, mailed, id }) => {
      await as().auth.forgotPassword({ email: 'ada@example.com' });
      const { token } = await mailed(id, 'reset-password');
      await as().auth.resetPassword({ token, new_password: next });
    },
    { sessions_revoked: 1 },
  ],
  'email.verified': [
    async ({ calls, mailed, id }) => {
      await calls.email.requestVerification();
      await calls.email.confirmVerification({ code: (await mailed(id)).code });
    },
    {},
  ],
  'email.change_requested': [
    ({ calls }) => calls.email.change({ email: fresh, current_password: password }),
    {},
  ],
  'email.change_cancelled': [
    async ({ calls }) => {
      await calls.email.change({ email: fresh, current_password: password });
      // The second has nothing to call off.
      for (let i = 0; i < 2; i++) await calls.email.cancelChange();
    },
    {},
  ],
  'email.changed': [({ moved }) => moved(), {}],
  'email.change_undone': [
    async ({ as, mailed, id, moved }) => {
      await moved();
      await as().email.undoChange({ token: (await mailed(id, 'undo-email-change')).token });
    },
    { sessions_revoked: 1 },
  ],
  'key.rotated': [({ rotation }) => rotation.rotate(), { key: expect.any(String) }],
  'key.retired': [
    async ({ rotation, keys }) => {
      const { kid } = keys.signing;
      // Retired already the second time.
      for (let i = 0; i < 2; i++) await rotation.retire(kid, true);
    },
    { key: expect.any(String) },
  ],
  'access.scope_refused': [
    ({ as, session }) => refused(as({ session, scopes: ['profile:read'] }).sessions.list()),
    { scope: 'account:security' },
  ],
  'access.rate_limited': [
    async ({ as }) => {
      await as().auth.login({ login: 'ada', password });
      await refused(as().auth.login({ login: 'ada', password }));
    },
    { limit: 'sign_in', ip: '192.0.2.1' },
  ],
};

/** Those of nobody in particular. */
const ofNobody = ['key.rotated', 'key.retired', 'access.rate_limited'];

describe('a security event', () => {
  it.each(Object.keys(auditEvents) as AuditEvent[])(
    '%s has one line when it happens',
    async (event) => {
      const [cause, says] = causes[event];
      const ada = await openWithAda(
        event === 'access.rate_limited' ? { limits: { sign_in: 1 } } : undefined,
      );
      if (event === 'account.linked')
        await ada.store.accounts.verifyEmail(ada.id, ada.user.email, ada.at());
      await cause(ada);
      const lines = ada.told.filter(({ audit }) => audit === event);
      expect(lines).toEqual([expect.objectContaining(says)]);
      if (ofNobody.includes(event)) expect(lines[0]?.user).toBeUndefined();
      else if (event !== 'account.created') expect(lines[0]).toMatchObject({ user: ada.id });
      const text = JSON.stringify(ada.told);
      for (const typed of [password, next, 'ada@', 'bob@', 'not it']) {
        expect(text).not.toContain(typed);
      }
    },
  );

  it('has the id of its request, where there is one', async () => {
    const { as, context, told, services } = await openWithAda();
    await as().auth.login({ login: 'ada', password });
    expect(told.map(({ id }) => id)).toEqual([expect.stringMatching(/^[\w-]{36}$/)]);
    expect(context().request.id).not.toBe(told[0]?.id);
    await createAccount(services, bob, true);
    expect(told[1]).toEqual({ audit: 'account.created', user: expect.stringMatching(/^usr_/) });
  });

  it('is told of no more than happened', async () => {
    const { as, calls, told, services, user } = await openWithAda();
    await refused(as().auth.register({ ...bob, email: user.email }));
    await calls.sessions.revoke({ id: 'ses_01jq2v8m3xfq9t5c7d0a4ke6nb' });
    await refused(setPassword(services, user, 'short'));
    await calls.profile.get();
    expect(told).toEqual([]);
  });
});

describe('a refused sign-in', () => {
  it('says why in the log alone, under a name that is the same for the same login', async () => {
    const { as, told, services, user } = await openWithAda();
    const attempt = (login: string, given = next) =>
      refused(as().auth.login({ login, password: given }));
    await attempt('ADA@example.com');
    await attempt('ada@example.com');
    await attempt('nobody@example.com');
    await setActive(services, user, false);
    await attempt('ada@example.com', password);
    const refusals = told.filter(({ audit }) => audit === 'session.sign_in_refused');
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'wrong_password',
      'wrong_password',
      'unknown_login',
      'inactive',
    ]);
    const [first, second, other, last] = refusals.map(({ login }) => login);
    expect([second, last]).toEqual([first, first]);
    expect(other).not.toBe(first);
    expect(refusals[2]?.user).toBeUndefined();
  });

  it('of somebody who has not proved their address says so', async () => {
    const { as, told } = await openWithAda({ settings: { privateSignUp: true } });
    await as().auth.register(bob);
    await refused(as().auth.login({ login: bob.email, password }));
    expect(told.at(-1)).toMatchObject({ audit: 'session.sign_in_refused', reason: 'unproved' });
  });
});
