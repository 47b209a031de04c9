import { emailAddress, localeTag, personName, username as usernameRule } from '@profile/contract';
import type { Repositories, User } from '@profile/db';
import type { z } from 'zod';
import { addAccount, randomUsername } from '../accounts/add.js';
import { audit } from '../audit.js';
import { instant, type Services } from '../context.js';

/** Somebody as another identity provider describes them; the provider is trusted, its texts are not. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string | undefined;
  email_verified: boolean;
  username: string | undefined;
  first_name: string | undefined;
  last_name: string | undefined;
  locale: string | undefined;
  /** When the token was made that says so, in seconds. */
  iat: number;
}

/**
 * The user of an identity, made at first sight; undefined when there can't be one, also because there
 * was one who was deleted since the token was made.
 */
export async function userOfIdentity(
  services: Services,
  identity: Identity,
): Promise<User | undefined> {
  const { issuer, subject } = identity;
  // As long as OpenID Connect lets them be; other texts are no names in every database.
  if (subject.length > 255 || subject.includes('\0') || !subject.isWellFormed()) return undefined;
  const known = await services.store.accounts.byIdentity(issuer, subject);
  if (known || subject === '') return known;
  const email = accepted(emailAddress, identity.email);
  if (email === null) return undefined;
  const { deletedIdentities } = services;
  if (await deletedIdentities.refuses(services.store, identity, identity.iat)) return undefined;
  // Looked at without the write lock first: who is refused may ask as often as they like.
  const taken = await services.store.accounts.byEmail(email);
  if (taken && (!identity.email_verified || (taken.issuer !== null && taken.email_verified))) {
    return services.store.accounts.byIdentity(issuer, subject);
  }
  const told: { event?: 'account.linked' | 'account.created' } = {};
  const user = await services.store.transaction(async (tx) => {
    delete told.event;
    const owner = await tx.accounts.byEmail(email);
    // Again: the deletion may have had the write lock before us.
    if (await deletedIdentities.refuses(tx, identity, identity.iat)) return undefined;
    if (owner) {
      const linked = await link(services, tx, owner, identity);
      if (linked && linked !== owner) told.event = 'account.linked';
      return linked;
    }
    const account = {
      id: services.newId('usr'),
      email,
      email_verified: identity.email_verified,
      first_name: accepted(personName, identity.first_name),
      last_name: accepted(personName, identity.last_name),
      locale: accepted(localeTag, identity.locale),
      password_hash: null,
      issuer,
      subject,
      created_at: instant(services.now()),
    };
    const username = accepted(usernameRule, identity.username);
    const add = async (username: string) =>
      (await addAccount(services, tx, { ...account, username })).user;
    // The name may be taken, or none be given.
    const made = (username && (await add(username))) || (await add(randomUsername(services)));
    // Asked for after the inserts, which wait for a second caller who is faster with the account.
    if (!made) return tx.accounts.byIdentity(issuer, subject);
    // And they wait for whoever deletes the identity at this moment.
    if (await deletedIdentities.refuses(tx, identity, identity.iat)) {
      await tx.accounts.delete(made.id);
      return undefined;
    }
    told.event = 'account.created';
    return made;
  });
  if (user && told.event) audit(services, told.event, { user: user.id });
  return user;
}

/**
 * Gives an existing account to an identity with the same address, if both sides proved it. An
 * account whose address nobody proved may have been planted: its password and sessions die first.
 */
async function link(
  services: Services,
  tx: Repositories,
  owner: User,
  { issuer, subject, email_verified }: Identity,
): Promise<User | undefined> {
  if (owner.issuer === issuer && owner.subject === subject) return owner;
  // An identity that never proved the address keeps nobody out who did.
  if (!email_verified || (owner.issuer !== null && owner.email_verified)) return undefined;
  const now = instant(services.now());
  if (!owner.email_verified) {
    await tx.sessions.revokeOfUser(owner.id, now);
    await tx.mailTokens.kill(owner.id, now);
  }
  return tx.accounts.link(owner, { issuer, subject }, now);
}

function accepted(schema: z.ZodType<string>, value: string | undefined): string | null {
  const { data } = schema.safeParse(value);
  return data ?? null;
}
