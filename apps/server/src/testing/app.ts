import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appRouter } from '@profile/api';
import { hold } from '@profile/conformance';
import type { TokenResponse } from '@profile/contract';
import { createDatabase } from '@profile/databases';
import { openStore } from '@profile/db';
import { inject } from 'vitest';
import { createApp } from '../app.js';
import { readConfig } from '../config.js';
import { mediaFolder } from '../media/folder.js';
import { createMeters } from '../metrics/meters.js';
import { type Answer, answerOf, sendRaw } from './answer.js';
import { checkPromises } from './promises.js';

export const password = 'violet-anchor-73-mosaic';

export interface Account extends TokenResponse {
  refresh_token: string;
  email: string;
  username: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** How many apps on one database are asked in turn; one if nothing is said. */
    replicas: number | undefined;
  }
}

interface Sent {
  token?: string | undefined;
  /** Text and bytes are sent as they are, anything else as JSON. */
  body?: unknown;
  /** Added to what is sent anyway; null leaves one out. */
  headers?: Record<string, string | null>;
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** The app itself on a port of its own, with an empty database, a settable clock and no limits. */
export async function startApp(env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-door-'));
  const database = await createDatabase();
  const config = readConfig({
    PORT: '0',
    SECRET: randomBytes(32).toString('base64'),
    DATABASE_URL: database.url,
    MAIL_URL: `file:${folder}/outbox`,
    MEDIA_URL: `file:${folder}/media`,
    LIMITS: 'off',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const mailFails = { now: false };
  const clock = { time: Date.parse('2026-03-10T12:00:00Z') };
  const now = () => new Date(clock.time);
  const load = { over: false };
  const overloaded = () => load.over;

  async function start() {
    const store = await openStore(config.database);
    const media = mediaFolder(config.mediaPath);
    const meters = config.metricsToken === undefined ? undefined : createMeters();
    const parts = await createApp({
      config,
      store,
      mailer: { wake() {}, fails: () => mailFails.now },
      media,
      meters,
      overloaded,
      now,
    });
    const { app } = parts;
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return { ...parts, store, url };
  }

  const first = await start();
  const { app, output, services, keys, store, url } = first;
  const replicas = [first];
  while (replicas.length < (inject('replicas') ?? 1)) replicas.push(await start());
  let turn = 0;
  let accounts = 0;

  async function send(method: string, path: string, { token, body, headers = {} }: Sent) {
    const all = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    };
    const plain = typeof body === 'string' || body instanceof Uint8Array;
    const origin = replicas[turn++ % replicas.length]?.url;
    const response = await fetch(origin + path, {
      method,
      headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
      // As bytes, since fetch gives a text a content type of its own.
      ...(body !== undefined && { body: Buffer.from(plain ? body : JSON.stringify(body)) }),
    });
    return answerOf(response.status, response.headers, await response.text());
  }

  return {
    url,
    config,
    store,
    clock,
    /** Whether the last mail could not be handed over. */
    mailFails,
    /** Whether everybody is refused because there is too much to do. */
    load,
    now,
    app,
    output,
    services,
    keys,
    lastSeen: {
      async flush(): Promise<void> {
        for (const each of replicas) await each.lastSeen.flush();
      },
    },

    /** A request at the REST door, or the legacy one; throws when the answer breaks a promise. */
    async rest(method: string, path: string, sent: Sent = {}): Promise<Answer> {
      const answer = await send(method, path, sent);
      checkPromises(method, path, answer);
      return answer;
    },

    /** The same call over tRPC; `input` is sent as it is. */
    async rpc(path: string, input?: unknown, token?: string): Promise<Answer> {
      const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;
      if (procedures[path]?._def.type !== 'query') {
        return send('POST', `/trpc/${path}`, { token, body: input === undefined ? '' : input });
      }
      const query =
        input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return send('GET', `/trpc/${path}${query}`, { token });
    },

    /** What fetch can't send: a request line, header lines and a body, byte by byte. */
    async raw(line: string, headers: string[] = [], body: string | Buffer = '') {
      const answer = await sendRaw(new URL(url), line, headers, body);
      const [method = '', target = ''] = line.split(' ');
      const [path = ''] = target.split('?');
      // What isn't HTTP is refused before there is an operation that could document it.
      if (answer && ![400, 408, 431].includes(answer.status)) hold({ method, path, ...answer });
      return answer;
    },

    /** A new account, signed in; `fields` override what is sent. */
    async signUp(fields: Record<string, unknown> = {}): Promise<Account> {
      const username = `person${++accounts}`;
      const sent = { email: `${username}@example.com`, username, password, ...fields };
      const { status, text, body } = await send('POST', '/api/v1/auth/register', { body: sent });
      if (status !== 201) throw new Error(`Signing up answered ${status} ${text}`);
      return {
        ...(body as unknown as TokenResponse & Pick<Account, 'refresh_token'>),
        email: sent.email,
        username: sent.username,
      };
    },

    /** The token of the newest link that was mailed to the account with an address. */
    async mailedToken(email: string, purpose: string): Promise<string> {
      const user = await store.accounts.byEmail(email);
      const row = await store.mailTokens.newest(user?.id ?? '', purpose);
      if (!row) throw new Error(`${email} was mailed no link for ${purpose}`);
      return services.mailedSecrets.token(row);
    },

    /** Changes what no operation changes, with `?` for the values. */
    sql: database.execute,

    async close(): Promise<void> {
      for (const each of replicas) {
        await each.app.close();
        await each.store.close();
      }
      await database.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Procedure {
  _def: { type: string };
}
