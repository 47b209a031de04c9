// Users as the server makes them, many at once.

/** The part of a TypeID after its prefix, which rises with `n`. */
const suffix = (n) => `'01' || lpad(to_hex(${n}), 12, '0') || substr(md5(${n}::text), 1, 12)`;
const id = (prefix) => `'${prefix}_' || ${suffix('n')}`;

const users = `
  INSERT INTO users (id, username, email, email_verified, first_name, last_name, display_name, phone,
    locale, timezone, created_at, updated_at, password_hash, last_login)
  SELECT ${id('usr')}, 'user' || n, 'user' || n || '@example.com', true, 'First' || n, 'Last' || n,
    'User ' || n, '+4930901820', 'en-GB', 'Europe/London', now(), now(), $2, now()
  FROM generate_series(1, $1::int) AS n`;

/** One each. */
const sessions = `
  INSERT INTO sessions (id, user_id, scope, created_at, last_seen_at, rotated_at, expires_at, seed, ip, user_agent)
  SELECT ${id('ses')}, ${id('usr')}, 'profile:read profile:write account:security', now(),
    now() + '1 hour', now(), now() + '30 days',
    translate(encode(sha256(n::text::bytea), 'base64'), '+/=', '-_'), '192.0.2.1', 'bench'
  FROM generate_series(1, $1::int) AS n`;

/** The used one that has proved the address. */
const mailTokens = `
  INSERT INTO mail_tokens (id, user_id, purpose, address, created_at, expires_at, used_at)
  SELECT md5('mail_token' || n), ${id('usr')}, 'verify-email', 'user' || n || '@example.com', now(),
    now() + '1 day', now()
  FROM generate_series(1, $1::int) AS n`;

/** A tenth has signed up in the 30 days for which mails are kept. */
const outbox = `
  INSERT INTO outbox (id, kind, user_id, address, data, created_at, sent_at, tries)
  SELECT ${id('mail')}, 'verify-email', ${id('usr')}, 'user' || n || '@example.com', '{}', now(), now(), 1
  FROM generate_series(1, $1::int, 10) AS n`;

/** Fills a database that the server has made; `passwordHash` is everybody's. */
export async function fill(sql, count, passwordHash) {
  await sql.execute(users, [count, passwordHash]);
  for (const statement of [sessions, mailTokens, outbox]) await sql.execute(statement, [count]);
  for (const table of ['users', 'sessions', 'mail_tokens', 'outbox']) {
    await sql.execute(`VACUUM ANALYZE ${table}`);
  }
  // Or it would be written beside the requests that are measured.
  await sql.execute('CHECKPOINT');
}

/** Some of them, from anywhere, each with the session. */
export async function choose(sql, count, people) {
  const numbers = Array.from({ length: people }, () => 1 + Math.floor(Math.random() * count));
  const chosen = await sql.execute(
    `SELECT users.email, sessions.id, sessions.seed FROM users JOIN sessions ON user_id = users.id
     WHERE users.id IN (SELECT ${id('usr')} FROM unnest($1::int[]) AS n)`,
    [`{${[...new Set(numbers)]}}`],
  );
  return chosen.sort(() => Math.random() - 0.5);
}
