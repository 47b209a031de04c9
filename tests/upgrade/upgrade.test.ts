import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBareDatabase, type Dialect } from '@profile/databases';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findMail } from '../outbox.js';
import { startServer } from '../server.js';

// What is migrated was written by the servers of then: record.mjs says how.
const recorded = fileURLToPath(new URL('recorded', import.meta.url));
const profile = fileURLToPath(new URL('../../apps/server/bin/profile.js', import.meta.url));
const journal = new URL('../../packages/db/migrations/sqlite/meta/_journal.json', import.meta.url);
const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string }[] };
const migrations = entries.map(({ tag }) => tag);
const versions = readdirSync(recorded).sort();

interface Person {
  password: string;
  access_token: string;
  refresh_token: string;
  profile: Record<string, unknown>;
}

/** A database as it was recorded, and who is in it. */
async function recordedDatabase(version: string, dialect: Dialect) {
  const file = `${recorded}/${version}/${dialect === 'SQLite' ? 'sqlite' : 'postgres'}`;
  const { url, execute, remove } = await createBareDatabase(dialect);
  onTestFinished(remove);
  const rows: Record<string, number> = {};
  for (const statement of readFileSync(`${file}.sql`, 'utf8').split('--> statement-breakpoint')) {
    // Said by itself: what is between is text, and may have question marks.
    await execute(statement.trim().replace(/;$/, ''));
    const [, table] = /^\s*INSERT INTO "(\w+)"/.exec(statement) ?? [];
    if (table) rows[table] = (rows[table] ?? 0) + 1;
  }
  const { SECRET, ...people } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as {
    SECRET: string;
  } & Record<'ada' | 'bob' | 'eve', Person>;
  const env = { DATABASE_URL: url, SECRET, PUBLIC_URL: 'http://localhost:8080' };
  return { env, people, execute, rows };
}

it('every version but the newest is recorded, so that the next migration has something to be tried on', () => {
  for (const version of migrations.slice(1, -1)) expect(versions).toContain(version);
});

describe.each(['SQLite', 'PostgreSQL'] as const)('on %s', (dialect) => {
  it.each(versions)('a database of %s is migrated with every row, and serves', async (version) => {
    const { env, people, execute, rows } = await recordedDatabase(version, dialect);
    const { stdout } = await promisify(execFile)(process.execPath, [profile, 'migrate', '--json'], {
      env: { PATH: process.env.PATH, ...env },
    });
    const at = migrations.indexOf(version) + 1;
    expect(JSON.parse(stdout)).toMatchObject({
      present: migrations.slice(0, at),
      applied: migrations.slice(at),
    });
    for (const [table, before] of Object.entries(rows)) {
      const [row] = await execute(`SELECT count(*) AS number FROM "${table}"`);
      const more = table === '__drizzle_migrations' ? migrations.length - at : 0;
      expect([table, Number(row?.number)]).toEqual([table, before + more]);
    }

    const server = await startServer(env);
    onTestFinished(() => server.stop());
    const call = async (method: string, path: string, token: string, body?: object) => {
      const answer = await fetch(`${server.url}/api/v1/${path}`, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    };

    // Sessions hold, with what was issued then.
    const { ada, bob, eve } = people;
    expect((await call('GET', 'me', ada.access_token)).body).toMatchObject(ada.profile);
    const { refresh_token } = ada;
    const renewed = await call('POST', 'auth/refresh', '', { refresh_token });
    expect((await call('GET', 'me', renewed.body.access_token ?? '')).status).toBe(200);
    // Everybody signs in who has a password.
    for (const [name, { password }] of Object.entries(people)) {
      const signedIn = await call('POST', 'auth/login', '', { login: name, password });
      expect([name, signedIn.status]).toEqual([name, 200]);
      expect((await call('GET', 'me', signedIn.body.access_token ?? '')).body.username).toBe(name);
    }
    // What waited in the outbox arrives, and does what it was mailed for.
    for (const [person, to] of [
      [bob, 'bob@example.com'],
      [eve, 'new-eve@example.com'],
    ] as const) {
      const mail = await findMail(server.dir, { kind: 'verify-email', to });
      const [, token] = /token=([\w-]{65})/.exec(mail.text ?? '') ?? [];
      const confirmed = await call('POST', 'me/verify-email/confirm', person.access_token, {
        token,
      });
      expect(confirmed.body).toMatchObject({ status: 'verified', email: to });
    }
    // A mail is noted as sent after it was.
    const waiting = () => execute('SELECT kind FROM outbox WHERE sent_at IS NULL AND tries > 0');
    await expect.poll(waiting, { timeout: 20_000 }).toEqual([]);
    // What the version didn't know yet is there.
    const change = await call('PATCH', 'me', ada.access_token, { display_name: 'Ada L.' });
    expect(change.body).toMatchObject({ display_name: 'Ada L.' });
  });

  it('a server does not start on a database of a newer version, says so, and changes nothing', async () => {
    const version = versions.at(-1) ?? '';
    const { env, execute } = await recordedDatabase(version, dialect);
    await execute("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('newer', 1)");
    const sessions = 'SELECT id, last_seen_at FROM sessions ORDER BY id';
    const before = await execute(sessions);
    const refused = startServer(env);
    await expect(refused).rejects.toThrow(
      'The database has migrations that this version does not know. Start the version that wrote it, or a newer one.',
    );
    expect(await execute(sessions)).toEqual(before);
  });
});
