import { createProfileClient, isProfileError, memoryTokenStore } from '@profile/sdk';
import { useProfile, useUpdateProfile } from '@profile/sdk/react';
import { describe, expect, it } from 'vitest';
import { run, signUp, startServer } from './app.js';

const both = () => ({ profile: useProfile(), update: useUpdateProfile() });

/** An app with the profile on it, and the same person on another device. */
async function start() {
  const server = await startServer();
  const { client, user, ...watched } = await signUp(server);
  const app = run(client, both);
  await app.until(({ profile }) => profile.data);
  const elsewhere = createProfileClient({
    url: server.url,
    fetch: server.fetch,
    store: memoryTokenStore(user.tokens),
  });
  return { server, client, elsewhere, app, ...watched };
}

describe('an update of the profile', () => {
  it('is shown at once, and then as the server keeps it', async () => {
    const { app, shut } = await start();
    const open = shut('profile.update');
    app.now().update.mutate({ display_name: ' Ada ' });
    await app.until(({ profile }) => profile.data?.display_name === ' Ada ');
    expect(app.now().update.isPending).toBe(true);
    expect(app.now().profile.data?.version).toBe(1);
    open();
    await app.until(({ update }) => update.isSuccess);
    await app.until(({ profile }) => profile.data?.display_name === 'Ada');
    expect(app.now().profile.data?.version).toBe(2);
  });

  it('is taken back when it is refused, and nothing else with it', async () => {
    const { app, shut } = await start();
    const open = shut('profile.update');
    app.now().update.mutate({ phone: '12345' });
    app.now().update.mutate({ display_name: 'Ada' });
    await app.until(({ profile }) => profile.data?.phone === '12345');
    expect(app.now().profile.data?.display_name).toBe('Ada');
    open();
    await app.until(({ profile }) => profile.data?.version === 2);
    await app.until(({ profile }) => profile.data?.phone === null);
    expect(app.now().profile.data?.display_name).toBe('Ada');
  });

  it('says with its code why it was refused', async () => {
    const { app } = await start();
    app.now().update.mutate({ timezone: 'Nowhere' });
    const { update, profile } = await app.until(({ update }) => update.error);
    expect(update.error?.code).toBe('validation_error');
    expect(profile.data?.timezone).toBeNull();
    app.now().update.reset();
    await app.until(({ update }) => update.error === null);
  });

  it('keeps those that follow each other in their order, none as a stranger to the other', async () => {
    const { app, client, sent, shut } = await start();
    const open = shut('profile.update');
    // Of one form, filled in from the first version.
    app.now().update.mutate({ display_name: 'One', expected_version: 1 });
    app.now().update.mutate({ first_name: 'Two', expected_version: 1 });
    app.now().update.mutate({ display_name: 'Three', expected_version: 1 });
    await app.until(({ profile }) => profile.data?.display_name === 'Three');
    open();
    await app.until(({ profile }) => profile.data?.version === 4);
    expect(app.now().update.conflict).toBeNull();
    const updates = sent.filter(({ path }) => path.includes('profile.update'));
    const versions = updates.map(({ body }) => /"expected_version":(\d+)/.exec(body)?.[1]);
    expect(versions).toEqual(['1', '2', '3']);
    const profile = await client.profile.get();
    expect(profile).toMatchObject({ display_name: 'Three', first_name: 'Two', version: 4 });
  });

  it('arrives though whoever made it has left the page', async () => {
    const { app, client, shut } = await start();
    const open = shut('profile.update');
    const updated = app.now().update.mutateAsync({ display_name: 'Ada' });
    app.unmount();
    open();
    await updated;
    expect((await client.profile.get()).display_name).toBe('Ada');
  });

  it('is not lost on a page that has read no profile, or is still reading it', async () => {
    const server = await startServer();
    const { client, shut } = await signUp(server);
    const open = shut('profile.get');
    const app = run(client, both);
    await app.until(({ profile }) => profile.isFetching);
    await app.now().update.mutateAsync({ display_name: 'Ada' });
    await app.until(({ profile }) => profile.data?.display_name === 'Ada');
    open();
    expect(app.now().profile.data?.version).toBe(2);
  });

  it('goes to nobody else when somebody else has signed in meanwhile', async () => {
    const { server, app, client, shut } = await start();
    const other = await server.createUser();
    const open = shut('profile.update');
    app.now().update.mutate({ first_name: 'First' });
    const second = app.now().update.mutateAsync({ last_name: 'Second' });
    const refused = expect(second).rejects.toMatchObject({ code: 'signed_out' });
    await app.until(({ profile }) => profile.data?.last_name === 'Second');
    await client.auth.login({ login: other.username, password: other.password });
    open();
    await refused;
    const { profile } = await app.until(({ profile }) => profile.data?.username === other.username);
    expect(profile.data).toMatchObject({ first_name: null, last_name: null, version: 1 });
  });
});

describe('when somebody else was faster', () => {
  const change = { display_name: 'Mine', first_name: 'Mine' };

  async function startConflict() {
    const started = await start();
    const theirs = await started.elsewhere.profile.update({
      display_name: 'Theirs',
      timezone: 'Europe/London',
    });
    started.app.now().update.mutate(change);
    const { update, profile } = await started.app.until(({ update }) => update.conflict);
    expect(update.error?.code).toBe('stale_version');
    expect(profile.data).toEqual(theirs);
    expect(update.conflict).toMatchObject({ yours: change, theirs });
    return started;
  }

  it('ours can be kept', async () => {
    const { app, elsewhere } = await startConflict();
    app.now().update.conflict?.keepYours();
    await app.until(({ update }) => update.isSuccess);
    expect(app.now().update.conflict).toBeNull();
    const kept = { ...change, timezone: 'Europe/London', version: 3 };
    expect(await elsewhere.profile.get()).toMatchObject(kept);
    expect(app.now().profile.data).toMatchObject(kept);
  });

  it('ours kept is asked about again when they were faster once more', async () => {
    const { app, elsewhere } = await startConflict();
    await elsewhere.profile.update({ display_name: 'Theirs again' });
    app.now().update.conflict?.keepYours();
    const { update } = await app.until(
      ({ update }) => update.conflict?.theirs.display_name === 'Theirs again',
    );
    expect(update.conflict?.yours).toEqual(change);
  });

  it('theirs can be taken', async () => {
    const { app, elsewhere } = await startConflict();
    app.now().update.conflict?.takeTheirs();
    await app.until(({ update }) => update.conflict === null && update.error === null);
    expect(app.now().profile.data?.display_name).toBe('Theirs');
    expect(await elsewhere.profile.get()).toMatchObject({ first_name: null, version: 2 });
  });

  it('a form that was filled in before is told so, also when theirs has been read', async () => {
    const { app, elsewhere } = await start();
    await elsewhere.profile.update({ display_name: 'Theirs' });
    await app.now().profile.refetch();
    await app.until(({ profile }) => profile.data?.display_name === 'Theirs');
    app.now().update.mutate({ display_name: 'Mine', expected_version: 1 });
    const { update } = await app.until(({ update }) => update.conflict);
    expect(isProfileError(update.error, 'stale_version')).toBe(true);
  });

  it('changes that were on their way together are decided together', async () => {
    const { app, elsewhere, shut } = await start();
    await elsewhere.profile.update({ display_name: 'Theirs' });
    const open = shut('profile.update');
    app.now().update.mutate({ display_name: 'Mine' });
    app.now().update.mutate({ last_name: 'Mine' });
    await app.until(({ profile }) => profile.data?.last_name === 'Mine');
    open();
    await app.until(({ update }) => update.conflict?.yours.last_name);
    expect(app.now().update.conflict?.yours).toEqual({ display_name: 'Mine', last_name: 'Mine' });
    app.now().update.conflict?.keepYours();
    await app.until(({ update }) => update.isSuccess);
    expect(await elsewhere.profile.get()).toMatchObject({
      display_name: 'Mine',
      last_name: 'Mine',
    });
  });
});
