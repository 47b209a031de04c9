import { deepStrictEqual } from 'node:assert';

/**
 * Throws unless every row answers with 200 and about whom it was asked, and with the very profile where
 * it is one of ours. Reads come first, since a write changes what they are to show.
 */
export async function prove(rows) {
  const ordered = [...rows.filter(({ writes }) => !writes), ...rows.filter(({ writes }) => writes)];
  for (const row of ordered) {
    const text = await answerOf(row);
    const [account] = row.accounts;
    if (row.profile) {
      const shown = row.profile(JSON.parse(text));
      const kept = names.map((name) => [name, account[name]]);
      deepStrictEqual(shown, Object.fromEntries(kept), `${row.title} answered another profile`);
    } else if (!row.writes && row.id !== 'constant' && !text.includes(account.email)) {
      throw new Error(`${row.title} answered ${text}`);
    }
  }
}

const names = [
  ...['id', 'username', 'email', 'email_verified', 'first_name', 'last_name', 'display_name'],
  ...['phone', 'locale', 'timezone', 'avatar_url', 'created_at', 'updated_at', 'version'],
];

async function answerOf({ title, port, requests }) {
  const [[{ path, method, headers, body }]] = requests;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${title} answered ${answer.status}: ${text}`);
  return text;
}
