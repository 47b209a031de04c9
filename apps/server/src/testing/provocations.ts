import { avatarLimit, scopes } from '@profile/contract';
import type { Operation } from '../procedures.js';
import { type Account, password, startApp, type TestApp } from './app.js';
import { startIssuer } from './issuer.js';
import { largePicture, tinyPicture } from './pictures.js';

const other = 'quiet-lantern-58-harbor';
const limits =
  'sign_up=2/1h,sign_in=1/1m,refresh=1/1m,password=1/15m,mail_token=1/15m,forgot=1/1h,avatar=1/1h';
/** In the form of a mailed token, but no mail had it. */
const madeUp = 'A'.repeat(65);

/** What each operation that has a body accepts, but for a code that no mail had; of an upload its file. */
const bodies: Record<string, (account: Account) => object> = {
  'profile.update': () => ({ first_name: 'Ada' }),
  'profile.setAvatar': () => tinyPicture,
  'password.change': () => ({ current_password: password, new_password: other }),
  'email.confirmVerification': () => ({ code: '000000' }),
  'email.change': ({ email }) => ({ email: `new-${email}`, current_password: password }),
  'email.undoChange': () => ({ token: madeUp }),
  'auth.forgotPassword': ({ email }) => ({ email }),
  'auth.resetPassword': () => ({ token: madeUp, new_password: other }),
  'auth.register': ({ email }) => ({ email: `x${email}`, password }),
  'auth.login': ({ email }) => ({ login: email, password }),
  'auth.refresh': ({ refresh_token }) => ({ refresh_token }),
};

/** What a call is sent with. */
interface Sent {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls an operation at some door. */
export type Call<Answer> = (
  app: TestApp,
  operation: Operation,
  account: Account,
  sent: Sent,
) => Promise<Answer>;

/** Nothing that is done to the account may change it, since all use the same. */
type Provoke<Answer> = (operation: Operation, app: TestApp, account: Account) => Promise<Answer>;

/** What gets as far as the hashing, and is refused after it; or what takes as long. */
async function hashed(operation: Operation, app: TestApp, account: Account): Promise<Sent> {
  const body = bodies[operation.name]?.(account);
  if (operation.meta.errors?.includes('invalid_current_password')) {
    return { body: { ...body, current_password: 'no' } };
  }
  if (operation.meta.upload) return { body: largePicture };
  if (operation.name !== 'auth.resetPassword') return {};
  await app.rest('POST', '/api/v1/auth/forgot-password', { body: { email: account.email } });
  const token = await app.mailedToken(account.email, 'reset-password');
  return { body: { token, new_password: password } };
}

/** How every documented failure comes about at a door, by its code, or at the legacy one by its example. */
export function provocationsAt<Answer extends { status: number }>(
  door: Call<Answer>,
): Record<string, Provoke<Answer>> {
  /** Calls the operation as this account would, but for what is given. */
  const call = (app: TestApp, operation: Operation, account: Account, sent: Sent = {}) => {
    const body = bodies[operation.name]?.(account);
    return door(app, operation, account, { token: account.access_token, body, ...sent });
  };

  /** By what is sent alone. */
  const sending =
    (sent: Sent | ((account: Account) => Sent)): Provoke<Answer> =>
    (operation, app, account) =>
      call(app, operation, account, typeof sent === 'function' ? sent(account) : sent);

  /** With a new account in an app of its own, after something happened to both. */
  const after =
    (change: (app: TestApp, account: Account) => unknown, env = {}): Provoke<Answer> =>
    async (operation) => {
      const app = await startApp(env);
      try {
        const account = await app.signUp();
        await change(app, account);
        return await call(app, operation, account);
      } finally {
        await app.close();
      }
    };

  const insufficientScope: Provoke<Answer> = async (operation, app, account) => {
    const { refresh_token } = await app.signUp();
    const scope = scopes.filter((each) => each !== operation.meta.scope).join(' ');
    const narrowed = await app.rest('POST', '/api/v1/auth/refresh', {
      body: { refresh_token, scope },
    });
    const token = String(narrowed.body.access_token);
    return call(app, operation, account, { token });
  };

  const withoutToken = sending({ token: undefined, body: undefined });

  /** In the body, or where none has a place for it, in the cookie of somebody without an access token. */
  const deadRefreshToken: Provoke<Answer> = (operation, app, account) => {
    const headers = { origin: app.config.publicUrl, cookie: 'profile_refresh=made-up' };
    return call(
      app,
      operation,
      account,
      operation.name === 'auth.logout'
        ? { token: undefined, headers }
        : { body: { refresh_token: 'made up' } },
    );
  };

  /** With the cookie, or asking for it, from another site's page. */
  const otherOrigin: Provoke<Answer> = (operation, app, account) => {
    const { meta, name } = operation;
    const given = name === 'auth.refresh' ? {} : bodies[name]?.(account);
    const asked = meta.cookie === 'gives' && { token_delivery: 'cookie' };
    const headers = {
      origin: 'https://evil.example.com',
      cookie: `profile_refresh=${account.refresh_token}`,
    };
    return call(app, operation, account, { body: { ...given, ...asked }, headers });
  };

  const tooManyRequests: Provoke<Answer> = async (operation) => {
    const app = await startApp({ LIMITS: limits });
    const account = await app.signUp();
    const sent =
      operation.name === 'auth.resetPassword' ? await hashed(operation, app, account) : {};
    for (let i = 0; i < 2; i++) await call(app, operation, account, sent);
    const answer = await call(app, operation, account, sent);
    await app.close();
    return answer;
  };

  const cooldown: Provoke<Answer> = async (operation) => {
    const app = await startApp();
    const account = await app.signUp();
    await call(app, operation, account);
    const answer = await call(app, operation, account);
    await app.close();
    return answer;
  };

  const busy: Provoke<Answer> = async (operation, app, account) => {
    app.load.over = true;
    const answer = await call(app, operation, account);
    app.load.over = false;
    return answer;
  };

  const brokenDatabase = after(async (app) => {
    await app.sql('ALTER TABLE sessions RENAME TO lost_sessions');
    await app.sql('ALTER TABLE users RENAME TO lost_users');
    await app.sql('ALTER TABLE mail_tokens RENAME TO lost_mail_tokens');
  });

  /** With the token of an identity provider that isn't ours. */
  const managedElsewhere: Provoke<Answer> = async (operation, _, account) => {
    const other = await startIssuer();
    const trusted = [{ issuer: other.issuer, audience: 'profile' }];
    const app = await startApp({ TRUSTED_ISSUERS: JSON.stringify(trusted) });
    app.clock.time = Date.now();
    const scope = scopes.join(' ');
    const claims = { email: 'elsewhere@example.com', email_verified: true };
    const token = await other.token('somebody', claims, { scope });
    const answer = await call(app, operation, account, { token });
    await app.close();
    await other.stop();
    return answer;
  };

  return {
    malformed_request: (operation, app, account) => {
      const headers = { ...(operation.meta.upload && { 'content-type': 'multipart/form-data' }) };
      return call(app, operation, account, { body: Buffer.from([0x7b, 0xff]), headers });
    },
    malformed_if_match: sending({ headers: { 'if-match': '7' } }),
    invalid_current_password: async (operation, app, account) =>
      call(app, operation, account, await hashed(operation, app, account)),
    invalid_mail_token: sending({}),
    not_authenticated: withoutToken,
    invalid_token: sending({ token: 'bad' }),
    invalid_credentials: sending(({ email }) => ({ body: { login: email, password: other } })),
    invalid_refresh_token: deadRefreshToken,
    insufficient_scope: insufficientScope,
    origin_not_allowed: otherOrigin,
    email_taken: sending(({ email }) => ({ body: { email, password } })),
    username_taken: sending(({ username }) => ({
      body: { email: `new${username}@example.com`, username, password },
    })),
    managed_elsewhere: managedElsewhere,
    stale_version: sending({ headers: { 'if-match': '"77777"' } }),
    body_too_large: (operation, app, account) => {
      const body = ' '.repeat(operation.meta.upload ? avatarLimit + 1 : 102_401);
      return call(app, operation, account, { body });
    },
    validation_error: sending({ body: '0' }),
    too_many_requests: tooManyRequests,
    verification_cooldown: cooldown,
    internal_error: brokenDatabase,
    busy,
    missing: withoutToken,
    empty: sending({ headers: { authorization: 'Bearer' } }),
    invalid: sending({ token: 'bad' }),
    expired: after((app) => {
      app.clock.time += 900_000;
    }),
    inactive: after((app) => app.sql('UPDATE users SET is_active = false')),
    scope: insufficientScope,
    gone: after((app) => app.sql('DELETE FROM users')),
    internal: brokenDatabase,
  };
}
