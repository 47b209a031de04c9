import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices, instant } from '@profile/api';
import { createDatabase } from '@profile/databases';
import { type MailData, type OutboxMail, openStore, type User } from '@profile/db';
import PostalMime from 'postal-mime';
import { vi } from 'vitest';
import type { Message } from './message.js';
import { readMailTexts } from './texts.js';
import type { Transport } from './transports.js';
import { createMailWorker, type MailWorkerOptions } from './worker.js';

export const publicUrl = 'https://accounts.example.com';
export const secret = 'a secret for nothing but these tests';
export const hour = 3_600_000;
const minute = 60_000;

/** A real database with its services, a clock that can be put forward, and workers on it. */
export async function openOutbox() {
  // Pauses as long as they can be. After the shortest, which is none, a mail may be under way again when
  // a test looks at it, or puts the clock beyond its lease.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.99);
  const folder = mkdtempSync(join(tmpdir(), 'profile-mail-'));
  const mails = join(folder, 'outbox');
  const database = await createDatabase();
  const store = await openStore(database.url);
  let forward = 0;
  const now = () => new Date(Date.now() + forward);
  const { services } = await createServices({
    store,
    secret,
    issuer: publicUrl,
    audience: publicUrl,
    settings: {
      privateSignUp: false,
      passwordMinLength: 8,
      accessTokenTtl: 15 * minute,
      refreshTokenTtl: 24 * hour,
      refreshGrace: 0,
      verifyEmailTtl: 24 * hour,
      verifyEmailCooldown: 0,
      redirectUrls: [],
    },
    limits: 'off',
    mailer: { wake() {} },
    now,
  });
  const { mailedSecrets, newId } = services;
  const closing: (() => Promise<void>)[] = [];
  const log: { level: string; message: string; [detail: string]: unknown }[] = [];
  const logger = (level: string) => (details: object, message: string) =>
    void log.push({ level, message, ...details });

  return {
    store,
    database: database.url,
    sql: database.execute,
    mailedSecrets,
    mails,
    now,
    log,
    letPass(milliseconds: number) {
      forward += milliseconds;
    },

    async signUp(names: Partial<Pick<User, 'first_name'>> = {}, email = 'ada@example.com') {
      const user = await store.accounts.create({
        id: newId('usr'),
        username: email.replace('@', '.'),
        email,
        first_name: null,
        last_name: null,
        password_hash: '-',
        created_at: instant(now()),
        ...names,
      });
      if (!user) throw new Error('The account was not made');
      return user;
    },

    /** As a request for verification does: a new token in the place of the old, and its mail. */
    async askToVerify(user: User) {
      const token = {
        id: randomBytes(16).toString('base64url'),
        user_id: user.id,
        purpose: 'verify-email',
        address: user.email,
        created_at: instant(now()),
        expires_at: instant(now(), 24 * hour),
      };
      await store.mailTokens.replace(token, instant(now()));
      const mail = await this.put(user, 'verify-email', { mail_token_id: token.id });
      return { token, mail };
    },

    async put(user: User, kind: string, data: MailData) {
      const { id: user_id, email: address } = user;
      const mail = { id: newId('mail'), kind, user_id, address, data, created_at: instant(now()) };
      await store.outbox.add(mail);
      return mail;
    },

    /** What still waits, made due by looking. */
    waiting: (): Promise<OutboxMail[]> =>
      store.outbox.take('9999-01-01T00:00:00.000Z', instant(now()), 100),

    worker(options: Pick<MailWorkerOptions, 'transport'> & Partial<MailWorkerOptions>) {
      const worker = createMailWorker({
        store,
        mailedSecrets,
        publicUrl,
        from: 'Profile <no-reply@example.com>',
        texts: readMailTexts(),
        now,
        log: { info: logger('info'), warn: logger('warn'), error: logger('error') },
        ...options,
      });
      closing.push(() => worker.stop());
      worker.start();
      return worker;
    },

    /** To be called before the database is closed, last first. */
    onClose(close: () => Promise<void>) {
      closing.push(close);
    },

    written: () =>
      readdirSync(mails)
        .filter((name) => name.endsWith('.eml'))
        .sort(),
    read: async (name: string) => PostalMime.parse(await readFile(join(mails, name))),

    async close() {
      for (const close of closing.reverse()) await close();
      random.mockRestore();
      await store.close();
      await database.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A transport of the test's own that keeps what it is given. */
export function catching(send: Transport['send'] = async () => {}) {
  const caught: Message[] = [];
  return {
    caught,
    slots: 5,
    async send(message: Message, signal: AbortSignal) {
      caught.push(message);
      await send(message, signal);
    },
    async close() {},
  };
}

/**
 * With less patience than a worker has, in milliseconds. Not by AbortSignal.any, which on Node 20 never
 * aborts once a collection has run (nodejs/node#57736); the worker's own signal comes much later.
 */
export function hurried(transport: Transport, patience: () => number): Transport {
  return {
    ...transport,
    send: (message) => transport.send(message, AbortSignal.timeout(patience())),
  };
}
