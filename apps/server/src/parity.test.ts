import { count } from '@profile/conformance';
import type { ValidationError } from '@profile/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from './procedures.js';
import { type Outcome, restOutcome, rpcOutcome } from './testing/answer.js';
import { type Account, password, startApp, type TestApp } from './testing/app.js';
import { refusals } from './testing/refusals.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.signUp();
});
afterAll(() => app.close());

type Call = (operation: string, body?: unknown, token?: string) => Promise<Outcome>;

/** What is called over tRPC too. */
const called = operations.filter(
  ({ meta }) => !meta.openapi.tags?.includes('Legacy') && !meta.upload,
);

const doors: Record<'REST' | 'tRPC', Call> = {
  async REST(operation, body, token) {
    const { method, path = '' } = called.find(({ name }) => name === operation)?.meta.openapi ?? {};
    const given = body as Record<string, string> | undefined;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => given?.[name] ?? 'x');
    const sent = filled === path ? { token, body } : { token };
    return restOutcome(await app.rest(String(method), filled, sent));
  },
  async tRPC(operation, body, token) {
    return rpcOutcome(await app.rpc(operation, body, token));
  },
};

/** A fault as its rule and its field. */
const words = (faults?: ValidationError[]) =>
  faults?.map(({ type, loc }) => [type, ...loc.slice(1)].join(' '));

/** What is set, and what both doors then say it is: never what somebody might have meant. */
const changes: [title: string, sent: object, kept?: object][] = [
  ['"false"', { first_name: 'false', last_name: 'true', display_name: 'null' }],
  ['"1"', { first_name: '1', last_name: '0', display_name: '[]' }],
  ['null', { first_name: null, last_name: null }],
  [
    'an untidy text',
    { first_name: ' Ada\t', last_name: 'e\u0301' },
    { first_name: 'Ada', last_name: '\u00e9' },
  ],
  [
    'what has a canonical form',
    { phone: '+49 30 901820', locale: 'EN-gb', timezone: 'asia/kolkata' },
    { phone: '+4930901820', locale: 'en-GB', timezone: 'Asia/Kolkata' },
  ],
  ['200 emoji', { display_name: '😀'.repeat(200) }],
  ['nothing', {}],
];

describe.each([
  ['REST', 'tRPC'],
  ['tRPC', 'REST'],
] as const)('Asked at %s first and then at %s', (first, second) => {
  let account: Account;
  let reader: string;
  beforeAll(async () => {
    account = await app.signUp();
    const { refresh_token } = await app.signUp();
    const narrow = await doors[first]('auth.refresh', { refresh_token, scope: 'profile:read' });
    reader = (narrow.value as Account).access_token;
  });

  async function both(...asked: Parameters<Call>): Promise<Outcome> {
    const outcome = await doors[first](...asked);
    expect(await doors[second](...asked)).toEqual(outcome);
    count('cases compared across doors');
    return outcome;
  }

  describe.each(Object.entries(refusals))('%s is refused alike', (operation, cases) => {
    it.each(cases)('for %s', async (_, sent, refusal) => {
      const body = typeof sent === 'function' ? sent(account) : sent;
      const { status, code, faults } = await both(operation, body, account.access_token);
      if (typeof refusal === 'string') expect([code, faults]).toEqual([refusal, undefined]);
      else expect([status, code, words(faults)]).toEqual([422, 'validation_error', refusal]);
    });
  });

  it.each(changes)('%s is kept alike', async (_, sent, kept = sent) => {
    const { value } = await both('profile.update', sent, account.access_token);
    expect(value).toMatchObject(kept);
    expect((await both('profile.get', undefined, account.access_token)).value).toEqual(value);
  });

  it.each(called)('$name wants its token alike', async ({ name, type, meta }) => {
    if (!meta.signedIn) return;
    const body = type === 'query' ? undefined : {};
    expect((await both(name, body)).code).toBe('not_authenticated');
    expect((await both(name, body, 'bad')).code).toBe('invalid_token');
    if (meta.scope && meta.scope !== 'profile:read') {
      expect((await both(name, body, reader)).code).toBe('insufficient_scope');
    }
  });
});

/** The value with its leaves' types in their place. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

/** What changes something each time, done to a new account at each door. */
const acts: Record<string, (call: Call, account: Account) => Promise<Outcome>> = {
  'auth.register': (call, { email }) =>
    call('auth.register', { email: `x${email}`, password, first_name: 'false' }),
  'auth.login': (call, { email }) =>
    call('auth.login', { login: email, password, scope: 'profile:write profile:read' }),
  'auth.refresh': (call, { refresh_token }) => call('auth.refresh', { refresh_token }),
  'auth.logout without a body': (call, { access_token }) =>
    call('auth.logout', undefined, access_token),
  'auth.logout of all': (call, { access_token }) =>
    call('auth.logout', { scope: 'all' }, access_token),
  'password.change': (call, { access_token }) =>
    call(
      'password.change',
      { current_password: password, new_password: 'true or false' },
      access_token,
    ),
  'profile.removeAvatar': (call, { access_token }) =>
    call('profile.removeAvatar', undefined, access_token),
  'sessions.list': (call, { access_token }) => call('sessions.list', undefined, access_token),
  'sessions.revoke': (call, { access_token }) =>
    call('sessions.revoke', { id: 'ses_01jq2v8m3xfq9t5c7d0a4ke6nb' }, access_token),
  'email.verification': (call, { access_token }) =>
    call('email.verification', undefined, access_token),
  'email.requestVerification': (call, { access_token }) => {
    app.clock.time += 60_000;
    return call('email.requestVerification', undefined, access_token);
  },
  'email.confirmVerification': async (call, { email, access_token }) => {
    const token = await app.mailedToken(email, 'verify-email');
    return call('email.confirmVerification', { token }, access_token);
  },
  'email.change': (call, { email, access_token }) =>
    call('email.change', { email: `new-${email}`, current_password: password }, access_token),
  'email.cancelChange': (call, { access_token }) =>
    call('email.cancelChange', undefined, access_token),
  'email.undoChange': async (call, { email, access_token }) => {
    const confirm = async () => {
      const token = await app.mailedToken(email, 'verify-email');
      await call('email.confirmVerification', { token }, access_token);
    };
    await confirm();
    const change = { email: `newer-${email}`, current_password: password };
    await call('email.change', change, access_token);
    await confirm();
    const token = await app.mailedToken(change.email, 'undo-email-change');
    return call('email.undoChange', { token });
  },
  'auth.forgotPassword': (call, { email }) => call('auth.forgotPassword', { email }),
  'auth.resetPassword': async (call, { email }) => {
    await call('auth.forgotPassword', { email });
    const token = await app.mailedToken(email, 'reset-password');
    return call('auth.resetPassword', { token, new_password: 'true or false' });
  },
};

it.each(Object.entries(acts))('%s succeeds alike at both doors', async (_, act) => {
  const rest = await act(doors.REST, await app.signUp());
  const rpc = await act(doors.tRPC, await app.signUp());
  expect(rest.code).toBeUndefined();
  expect(shape(rpc.value)).toEqual(shape(rest.value));
  count('cases compared across doors');
});

it('no operation is left out', () => {
  const tried = [...Object.keys(refusals), ...Object.keys(acts), 'profile.get'];
  expect(called.filter(({ name }) => !tried.some((each) => each.split(' ')[0] === name))).toEqual(
    [],
  );
});
