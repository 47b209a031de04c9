// What people do at a server that is recorded, so that every table has rows of them.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startIssuer } from './issuer.mjs';
import { freePort } from './port.mjs';

const password = 'violet-anchor-73-mosaic';
const second = 'quiet-lantern-58-harbor';

/** Has them act at the server of a checkout; gives what the next version is to know them by. */
export async function live(checkout, database) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-people-'));
  const issuer = await startIssuer('http://localhost:8080');
  const env = {
    PATH: process.env.PATH,
    PUBLIC_URL: 'http://localhost:8080',
    MEDIA_URL: `file:${folder}/media`,
    TRUSTED_ISSUERS: JSON.stringify([{ issuer: issuer.url, audience: 'http://localhost:8080' }]),
    // Good whenever the recording is used.
    ACCESS_TOKEN_TTL: '36500d',
    REFRESH_TOKEN_TTL: '36500d',
    VERIFY_EMAIL_TTL: '36500d',
    ...database,
  };
  try {
    const mailed = { ...env, MAIL_URL: `file:${folder}/outbox` };
    const early = await start(checkout, mailed, (server) => settle(server, folder, issuer));
    execFileSync(
      process.execPath,
      [join(checkout, 'apps/server/bin/profile.js'), 'user', 'delete', 'gone@example.com', '--yes'],
      { env: mailed },
    );
    // From now on no mail leaves.
    const late = await start(checkout, { ...env, MAIL_URL: 'smtp://127.0.0.1:1' }, wait);
    return { ...early, ...late };
  } finally {
    await issuer.close();
    rmSync(folder, { recursive: true });
  }
}

/** Whose mails have arrived. */
async function settle({ call }, folder, issuer) {
  const ada = await call('POST', 'auth/register', {
    body: { email: 'ada@example.com', username: 'ada', password: second, first_name: 'Ada' },
  });
  const token = ada.access_token;
  await call('POST', 'me/verify-email/confirm', { token, body: await mailedToken(folder) });
  const change = { current_password: second, new_password: password };
  await call('POST', 'me/password', { token, body: change });
  const others = { phone: '+4930901820', locale: 'en-GB', timezone: 'Asia/Kolkata' };
  await call('PATCH', 'me', { token, body: { last_name: 'Lövelace “🦉”', ...others } });
  await call('PUT', 'me/avatar', { token, form: picture() });
  const login = { login: 'ada', password };
  const { access_token } = await call('POST', 'auth/login', { body: login });
  await call('POST', 'auth/logout', { token: access_token });
  const { refresh_token } = await call('POST', 'auth/login', { body: login });
  const renewed = await call('POST', 'auth/refresh', { body: { refresh_token } });
  for (const name of ['ida', 'gone']) {
    await call('GET', 'me', { token: await issuer.token(name, `${name}@example.com`) });
  }
  const profile = await call('GET', 'me', { token });
  return { ada: { password, profile, access_token: token, refresh_token: renewed.refresh_token } };
}

/** Who still waits for mails. */
async function wait({ call }) {
  const join = (name) => ({ body: { email: `${name}@example.com`, username: name, password } });
  const bob = await call('POST', 'auth/register', join('bob'));
  const eve = await call('POST', 'auth/register', join('eve'));
  const change = { email: 'new-eve@example.com', current_password: password };
  await call('POST', 'me/email', { token: eve.access_token, body: change });
  // The first tries fail.
  await sleep(1000);
  return {
    bob: { password, access_token: bob.access_token },
    eve: { password, access_token: eve.access_token },
  };
}

async function start(checkout, env, work) {
  const PORT = String(await freePort());
  const child = spawn(process.execPath, [join(checkout, 'apps/server/bin/server.cjs')], {
    env: { ...env, PORT },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${PORT}`;
  while (!(await fetch(`${url}/readyz`).catch(() => ({}))).ok) await sleep(50);
  const call = async (method, path, { token, body, form } = {}) => {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: form ?? (body && JSON.stringify(body)),
    });
    const text = await answer.text();
    // Versions before pictures don't know their path.
    if (answer.ok || path === 'me/avatar') return text && JSON.parse(text);
    throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  };
  try {
    return await work({ call });
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
}

async function mailedToken(folder) {
  for (;;) {
    const [name] = readdirSync(`${folder}/outbox`).filter((file) => /verify.*\.eml$/.test(file));
    const text = name
      ? readFileSync(`${folder}/outbox/${name}`, 'utf8').replace(/=\r?\n/g, '')
      : '';
    const [, token] = /token=(?:3D)?([\w-]{65})/.exec(text) ?? [];
    if (token) return { token };
    await sleep(50);
  }
}

/** A PNG of one pixel. */
function picture() {
  const bytes = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12MwXlUOAAJoAVWbqZLVAAAAAElFTkSuQmCC',
    'base64',
  );
  const form = new FormData();
  form.set('avatar', new Blob([bytes], { type: 'image/png' }), 'a.png');
  return form;
}
