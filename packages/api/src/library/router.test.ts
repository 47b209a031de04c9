import { initTRPC, type TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { deleteAccount, findAccount, setActive } from '../index.js';
import { createServices } from '../services.js';
import { openApi, openDatabase } from '../testing/context.js';
import { profileErrorData } from './error-data.js';
import type { HostUser } from './host-user.js';
import { createProfileRouter } from './router.js';

const secret = 'the secret of these tests, and long';
const noon = new Date('2026-03-10T12:00:00Z');
const ada: HostUser = {
  id: '17',
  email: 'ada@example.com',
  emailVerified: true,
  signedInAt: noon,
  username: 'ada',
  firstName: 'Ada',
};

/** A host that knows people by the name in its context, which ours knows nothing of. */
async function openHost(people: Record<string, HostUser> = { ada }) {
  const { store } = await openDatabase();
  const t = initTRPC.context<{ name?: string; store: string }>().create();
  const profile = await createProfileRouter<{ name?: string }>({
    store,
    secret,
    issuer: 'https://host.example.com',
    caller: async ({ name }) => people[name ?? ''],
    now: () => noon,
  });
  const hello = t.procedure.query(({ ctx }) => `Hello ${ctx.name}`);
  const router = t.router({ hello, profile });
  return {
    store,
    people,
    as: (name?: string) =>
      router.createCaller({ ...(name && { name }), store: 'of something else' }),
  };
}

describe('the profile in the router of somebody else', () => {
  it('is made when the host’s user is first seen, and is theirs from then on', async () => {
    const { as, people } = await openHost();
    expect(await as('ada').hello()).toBe('Hello ada');
    const made = await as('ada').profile.get();
    expect(made).toMatchObject({
      username: 'ada',
      email: 'ada@example.com',
      email_verified: true,
      first_name: 'Ada',
      version: 1,
    });
    const patch = { phone: '+49 30 901820', expected_version: 1 };
    expect(await as('ada').profile.update(patch)).toMatchObject({
      phone: '+4930901820',
      version: 2,
    });
    people.ada = { ...ada, firstName: 'Augusta' };
    expect(await as('ada').profile.get()).toMatchObject({ id: made.id, first_name: 'Ada' });
  });

  it('is made once for many calls that see them first', async () => {
    const { as } = await openHost();
    const seen = await Promise.all(Array.from({ length: 20 }, () => as('ada').profile.get()));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
  });

  it('is nobody’s who isn’t signed in, and only read by who may only read', async () => {
    const { as } = await openHost({ ada: { ...ada, scopes: ['profile:read'] } });
    const reason = (name: string) => expect.objectContaining({ reason: name });
    await expect(as().profile.get()).rejects.toEqual(reason('not_authenticated'));
    await expect(as('ada').profile.get()).resolves.toBeDefined();
    await expect(as('ada').profile.update({ first_name: 'A' })).rejects.toEqual(
      reason('insufficient_scope'),
    );
  });

  it('is refused to whose address somebody else has, unless both sides proved it', async () => {
    const bob = { ...ada, id: '18', username: 'bob' };
    const { as } = await openHost({ ada, bob, eve: { ...bob, id: '19', emailVerified: false } });
    await as('ada').profile.get();
    for (const name of ['bob', 'eve']) {
      await expect(as(name).profile.get()).rejects.toMatchObject({ reason: 'invalid_token' });
    }
  });

  it('is refused to the deactivated, and to the deleted until they sign in again', async () => {
    const { as, store, people } = await openHost();
    const { id } = await as('ada').profile.get();
    const { services } = await createServices({
      store,
      secret,
      issuer: '',
      audience: '',
      settings: (await openApi()).services.settings,
      limits: 'off',
      makeFirstKey: false,
      mailer: { wake() {} },
      now: () => noon,
    });
    const user = await findAccount(services, 'ada@example.com');
    if (!user) throw new Error('There is no account');
    await setActive(services, user, false);
    await expect(as('ada').profile.get()).rejects.toMatchObject({ reason: 'invalid_token' });
    await deleteAccount(services, user);
    await expect(as('ada').profile.get()).rejects.toMatchObject({ reason: 'invalid_token' });
    people.ada = { ...ada, signedInAt: new Date(noon.getTime() + 1000) };
    expect((await as('ada').profile.get()).id).not.toBe(id);
  });
});

describe('what a mounted procedure fails with', () => {
  const dataOf = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: TRPCError) => profileErrorData(error),
    );

  it('has a code and a sentence, or every fault', async () => {
    const { as } = await openHost();
    expect(await dataOf(as().profile.get())).toEqual({
      code: 'not_authenticated',
      detail: 'Not authenticated',
    });
    expect(await dataOf(as('ada').profile.update({ first_name: '', phone: '1' }))).toMatchObject({
      code: 'validation_error',
      detail: [{ loc: ['body', 'first_name'] }, { loc: ['body', 'phone'] }],
    });
    expect(await dataOf(as('ada').profile.update({ expected_version: 7 }))).toMatchObject({
      code: 'stale_version',
    });
  });

  it('is internal_error when the host’s own authentication fails, and tells nothing', async () => {
    const { store } = await openDatabase();
    const profile = await createProfileRouter({
      store,
      secret,
      issuer: 'https://host.example.com',
      caller: () => {
        throw new Error('the password of our directory is secret');
      },
    });
    expect(await dataOf(profile.createCaller({} as never).get())).toEqual({
      code: 'internal_error',
      detail: 'Internal Server Error',
    });
  });

  it('is null of the host’s own errors', () => {
    expect(profileErrorData(new Error('no') as TRPCError)).toBeNull();
  });
});

it('refuses a secret that is too short, or another one than the database’s', async () => {
  const { store } = await openApi();
  const options = { store, issuer: 'https://host.example.com', caller: () => null };
  await expect(createProfileRouter({ ...options, secret: 'short' })).rejects.toThrow('at least 32');
  await expect(createProfileRouter({ ...options, secret })).rejects.toThrow(
    /SECRET is not the one/,
  );
});
