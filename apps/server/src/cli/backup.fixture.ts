import { onTestFinished } from 'vitest';
import { type CommandLine, openCommandLine, password } from '../testing/command-line.js';
import { form, tinyPicture } from '../testing/pictures.js';

export async function open(dialect?: 'SQLite' | 'PostgreSQL'): Promise<CommandLine> {
  const line = await openCommandLine({}, dialect);
  onTestFinished(() => line.close());
  return line;
}

interface Tokens {
  access_token: string;
  refresh_token: string;
}

/** What people do at a server. */
export function at(url: string) {
  const send = async (method: string, path: string, init: RequestInit, token?: string) => {
    const headers = { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${url}${path}`, { ...init, method, headers });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  const json = (body: object) => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const auth = async (path: string, body: object): Promise<Tokens> =>
    (await send('POST', `/api/v1/auth/${path}`, json(body))).body;
  return {
    signUp: (name: string) => auth('register', { email: `${name}@example.com`, password }),
    signIn: (name: string) => auth('login', { login: `${name}@example.com`, password }),
    refresh: ({ refresh_token }: Tokens) => auth('refresh', { refresh_token }),
    profile: ({ access_token }: Tokens) => send('GET', '/api/v1/me', {}, access_token),
    rename: ({ access_token }: Tokens, display_name: string) =>
      send('PATCH', '/api/v1/me', json({ display_name }), access_token),
    show: ({ access_token }: Tokens) =>
      send('PUT', '/api/v1/me/avatar', form({ avatar: tinyPicture }), access_token),
    picture: (path: string) => send('GET', path, {}),
  };
}

export const backUp = async (line: CommandLine, ...args: string[]) =>
  (await line.json<{ folder: string }>('backup', ...args)).folder;
