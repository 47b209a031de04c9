import { expect, it, onTestFinished } from 'vitest';
import { TransferFailed } from './copy-table.js';
import { openStore } from './store.js';
import { dialects } from './testing/dialects.js';
import { at, newAccount, newMail, newMailToken, newSession } from './testing/rows.js';
import { transfer } from './transfer.js';

const [sqlite, postgres] = dialects;
const none = () => {};

/** A file with something in every table, and an empty database. */
async function openBoth() {
  if (!sqlite || !postgres) throw new Error('A dialect is missing');
  const from = await sqlite.open();
  const to = await postgres.bare();
  const { accounts, sessions, mailTokens, outbox, signingKeys, counters } = from.store;
  await from.store.transaction(async (tx) => {
    for (let i = 0; i < 243; i++) {
      const first_name = i % 2 ? 'Ünï "🦉"' : null;
      await tx.accounts.create(newAccount({ id: `usr_${i}`, first_name }));
    }
  });
  await accounts.delete('usr_242');
  await sessions.create(newSession('usr_7', { id: 'ses_a' }));
  await mailTokens.replace(newMailToken('usr_7'), at(0));
  await outbox.add(newMail('usr_7', { data: { user_agent: 'x', at: at(0), ip: '::1' } }));
  await counters.add({ key: 'a', points: 3, expires_at: at(1) }, at(0));
  const [created_at, active_from] = [at(0), at(0)];
  const public_jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  const key = { id: 'kid', alg: 'ES256', public_jwk, private_jwk: 'sealed', retired_at: null };
  await signingKeys.add({ ...key, created_at, active_from });
  await from.execute(`INSERT INTO deleted_identities VALUES ('mac', '${at(0)}')`);
  await from.store.avatars.begin('picture', 'usr_7', at(0));
  const run = (progress = none as Parameters<typeof transfer>[2]) =>
    transfer({ url: from.url }, { url: to.url }, progress, 100);
  return { from, to, run };
}

const rows = {
  users: 242,
  sessions: 1,
  mail_tokens: 1,
  outbox: 1,
  signing_keys: 1,
  counters: 1,
  deleted_identities: 1,
  avatars: 1,
};

it('takes every row over, as it is, and no integer id is given twice', async () => {
  const { from, to, run } = await openBoth();
  const seen: unknown[] = [];
  expect(await run((...progress) => seen.push(progress))).toEqual(rows);
  expect(seen.slice(0, 3)).toEqual([100, 200, 242].map((done) => ['users', done, 242]));
  const store = await openStore(to.url);
  onTestFinished(() => store.close());
  for (const id of ['usr_0', 'usr_7', 'usr_241']) {
    expect(await store.accounts.byId(id)).toEqual(await from.store.accounts.byId(id));
  }
  expect(await store.sessions.withUser('ses_a')).toEqual(
    await from.store.sessions.withUser('ses_a'),
  );
  expect(await store.signingKeys.all()).toEqual(await from.store.signingKeys.all());
  expect((await store.accounts.create(newAccount()))?.legacy_id).toBe(244);
});

it('goes on where it was broken off', async () => {
  const { run } = await openBoth();
  const broken = run((_, done) => {
    if (done === 200) throw new Error('the cable was pulled');
  });
  await expect(broken).rejects.toThrow('the cable');
  expect(await run()).toEqual(rows);
  expect(await run()).toEqual(rows);
});

it.each([
  ['holds another row', "UPDATE users SET first_name = 'Eve' WHERE id = 'usr_9'", 'another usr_9'],
  ['holds one more', "INSERT INTO counters VALUES ('b', 1, now())", 'counters has 2 rows there'],
])('says so when the database %s, and changes nothing there', async (_, statement, said) => {
  const { to, run } = await openBoth();
  await run();
  await to.execute(statement);
  const list = 'SELECT first_name FROM users ORDER BY id';
  const before = await to.execute(list);
  const again = run();
  await expect(again).rejects.toThrow(TransferFailed);
  await expect(again).rejects.toThrow(said);
  expect(await to.execute(list)).toEqual(before);
});

it('says so when the file is written meanwhile', async () => {
  const { from, run } = await openBoth();
  let writing: Promise<unknown> | undefined;
  const busy = run(() => {
    writing ??= from.store.accounts.create(newAccount());
  });
  await expect(busy).rejects.toThrow('written meanwhile');
  await writing;
});
