import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createAccount, createServices, mintToken, type Services } from '@profile/api';
import { createBareDatabase, type Dialect } from '@profile/databases';
import { openStore, type Store } from '@profile/db';
import { inject } from 'vitest';
import { readConfig } from '../config.js';

export const password = 'violet-anchor-73-mosaic';

const server = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export type CommandLine = Awaited<ReturnType<typeof openCommandLine>>;

/** The built command line and the built server, as processes on one database of their own. */
export async function openCommandLine(given: Record<string, string> = {}, dialect?: Dialect) {
  const dir = await mkdtemp(join(tmpdir(), 'profile-cli-'));
  const database = await createBareDatabase(dialect);
  const ends: (() => Promise<void>)[] = [];
  /** All that they get: what is set in the developer's shell must not change what is tested. */
  const env = {
    PORT: '0',
    PUBLIC_URL: 'http://localhost:8080',
    DATABASE_URL: database.url,
    MAIL_URL: `file:${join(dir, 'outbox')}`,
    MEDIA_URL: `file:${join(dir, 'media')}`,
    SECRET: 'only for these tests, and long enough',
    LIMITS: 'off',
    ...given,
  };

  async function run(
    args: string[],
    { input = '', env: more = {} }: { input?: string; env?: Record<string, string> } = {},
  ): Promise<Ran> {
    const child = spawn(process.execPath, [inject('commands'), ...args], {
      env: { ...env, ...more },
    });
    child.stdin.end(input);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code, stdout, stderr };
  }

  async function servicesOn(store: Store) {
    const { publicUrl: issuer, audience, secret, settings } = readConfig(env);
    const options = { store, secret, issuer, audience, settings, mailer: { wake() {} } };
    return createServices({ ...options, limits: 'off' });
  }

  return {
    dir,
    url: database.url,
    /** A command that is not waited for, to be killed with -9. */
    start(args: string[]) {
      const child = spawn(process.execPath, [inject('commands'), ...args], {
        env,
        stdio: 'ignore',
      });
      const end = once(child, 'close');
      return {
        async kill(): Promise<void> {
          child.kill('SIGKILL');
          await end;
        },
      };
    },

    /** A statement past the commands, with `?` for its values. */
    sql: database.execute,
    run,

    /** What a server would work with. */
    async services(store: Store): Promise<Services> {
      return (await servicesOn(store)).services;
    },

    /** Makes what most commands need: the account ada, with one session; made here, as that is faster. */
    async prepare(): Promise<{ kid: string; mail: string }> {
      const store = await openStore(database.url);
      const { services, keys } = await servicesOn(store);
      const ada = { email: 'ada@example.com', username: 'ada', password };
      await mintToken(services, await createAccount(services, ada, false), {});
      const [mail] = await store.outbox.list(1);
      await store.close();
      return { kid: keys.signing.kid, mail: mail?.id ?? '' };
    },

    /** What a command answers by --json; throws when it said anything else. */
    async json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
      const { code, stdout, stderr } = await run([...args, '--json']);
      if (code !== 0 || stderr !== '') throw new Error(`${args.join(' ')}: ${code} ${stderr}`);
      return JSON.parse(stdout);
    },

    /** Starts a server on the database and gives its address. */
    async serve(): Promise<string> {
      // It stops when its channel closes, so that a test run that is killed leaves none behind.
      const child = spawn(process.execPath, [server], {
        env,
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      ends.push(async () => {
        child.kill('SIGTERM');
        if (child.exitCode === null) await once(child, 'close');
      });
      let said = '';
      for await (const chunk of child.stdout?.setEncoding('utf8') ?? []) {
        said += chunk;
        const url = /REST +(\S+)\/api\/v1\n/.exec(said)?.[1];
        if (url) return url;
      }
      throw new Error(`The server ended: ${said}`);
    },

    /** Stops the server and deletes the folder. */
    async close(): Promise<void> {
      for (const end of ends) await end();
      await database.remove();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
