import type { Store } from '../store.js';
import { at, newAccount, newMail, newMailToken, newSession } from './rows.js';

/** Something in every table, of every kind of value. */
export async function fill({
  accounts,
  sessions,
  mailTokens,
  outbox,
  signingKeys,
  ...store
}: Store) {
  for (const id of ['usr_ada', 'usr_bob', 'usr_eve']) {
    await accounts.create(newAccount({ id, first_name: 'Ünï "🦉"' }));
  }
  await accounts.delete('usr_eve');
  await sessions.create(newSession('usr_ada', { id: 'ses_a' }));
  await mailTokens.replace(newMailToken('usr_ada'), at(0));
  await outbox.add(newMail('usr_ada', { data: { user_agent: 'x', at: at(0), ip: '::1' } }));
  const [created_at, active_from] = [at(0), at(0)];
  const public_jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  const key = { id: 'kid', alg: 'ES256', public_jwk, private_jwk: 'sealed', retired_at: null };
  await signingKeys.add({ ...key, created_at, active_from });
  await store.counters.add({ key: 'a', points: 3, expires_at: at(1) }, at(0));
  await store.deletedIdentities.add('mac', at(0));
  await store.avatars.begin('picture', 'usr_ada', at(0));
  await store.avatars.show('picture', 'usr_ada', at(0));
  await store.avatars.begin('former', 'usr_ada', at(0));
}

/** How many rows that makes. */
export const rows = {
  users: 2,
  sessions: 1,
  mail_tokens: 1,
  outbox: 1,
  signing_keys: 1,
  counters: 1,
  deleted_identities: 1,
  avatars: 2,
};
