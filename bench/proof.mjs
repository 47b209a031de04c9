import { deepStrictEqual } from 'node:assert';

/** Throws unless every row's first answer is a 200, and the very profile where it is one of ours. */
export async function prove(rows, [{ token: _, ...account }]) {
  for (const { title, port, requests, profile } of rows) {
    const [{ path, method, headers, body }] = requests;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${title} answered ${answer.status}: ${text}`);
    if (!profile) continue;
    const shown = profile(JSON.parse(text));
    const kept = Object.fromEntries(Object.keys(shown).map((name) => [name, account[name]]));
    deepStrictEqual(shown, kept, `${title} answered another profile`);
    if (Object.keys(shown).length !== 14) throw new Error(`${title} answered ${text}`);
  }
}
