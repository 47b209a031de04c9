import { randomUUID } from 'node:crypto';
import type { NewAccount } from '../repositories/accounts.js';
import type { NewMailToken } from '../repositories/mail-tokens.js';
import type { NewMail } from '../repositories/outbox.js';
import type { NewSession } from '../repositories/sessions.js';

/** A moment so many seconds after a fixed one. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

export function newAccount(given: Partial<NewAccount> = {}): NewAccount {
  const { id = `usr_${randomUUID()}` } = given;
  return {
    id,
    username: id,
    email: `${id}@example.com`,
    first_name: null,
    last_name: null,
    password_hash: 'hash',
    created_at: at(0),
    ...given,
  };
}

export function newSession(user_id: string, given: Partial<NewSession> = {}): NewSession {
  return {
    id: `ses_${randomUUID()}`,
    user_id,
    scope: 'profile:read',
    created_at: at(0),
    last_seen_at: at(0),
    rotated_at: at(0),
    expires_at: at(1000),
    seed: 'seed',
    ip: '192.0.2.1',
    user_agent: null,
    ...given,
  };
}

export function newMailToken(user_id: string, given: Partial<NewMailToken> = {}): NewMailToken {
  return {
    id: randomUUID(),
    user_id,
    purpose: 'verify-email',
    address: 'ada@example.com',
    created_at: at(0),
    expires_at: at(1000),
    ...given,
  };
}

export function newMail(user_id: string, given: Partial<NewMail> = {}): NewMail {
  return {
    id: `mail_${randomUUID()}`,
    kind: 'verify-email',
    user_id,
    address: 'ada@example.com',
    data: { mail_token_id: 'token' },
    created_at: at(0),
    ...given,
  };
}
