// The people that requests are sent for: one a connection, each with a whole profile and one session or many.
import { createAccount, createServices, mintToken } from '@profile/api';
import { openStore } from '@profile/db';
import { SECRET } from './tokens.mjs';

/** What tokens are issued by; servers listen elsewhere. */
export const PUBLIC_URL = 'http://localhost:8080';
export const password = 'violet-anchor-73-mosaic';
const hour = 3_600_000;

const settings = {
  privateSignUp: false,
  passwordMinLength: 8,
  accessTokenTtl: hour,
  refreshTokenTtl: 24 * hour,
  refreshGrace: 10_000,
  verifyEmailTtl: hour,
  verifyEmailCooldown: 60_000,
  redirectUrls: [],
};

/** Our operations on a database, as a server has them, and what they stand on. */
export async function openServices(DATABASE_URL) {
  const store = await openStore(DATABASE_URL);
  const { services, keys } = await createServices({
    store,
    secret: SECRET,
    issuer: PUBLIC_URL,
    audience: PUBLIC_URL,
    settings,
    limits: 'off',
    mailer: { wake() {} },
  });
  return { store, services, keys };
}

/** How many sessions each person has where they are to be many, below the hundred that one may have. */
export const manySessions = 94;

/** Makes a database with so many people; gives their profiles, and an access token of each session. */
export async function makeAccounts(DATABASE_URL, count, sessions = 1) {
  const { store, services } = await openServices(DATABASE_URL);
  const make = async (_, i) => {
    const names = { username: `ada${i}`, first_name: 'Ada', last_name: 'Lovelace' };
    const request = { ...names, email: `ada${i}@example.com`, password };
    const user = await createAccount(services, request, true);
    const changed = await store.profiles.update(user.id, details, {
      now: new Date().toISOString(),
    });
    const tokens = [];
    while (tokens.length < sessions) {
      tokens.push((await mintToken(services, user, { ttl: 6 * hour })).access_token);
    }
    return { ...changed, token: tokens[0], tokens };
  };
  const accounts = await Promise.all(Array.from({ length: count }, make));
  await store.close();
  return accounts;
}

const details = {
  display_name: 'Ada L.',
  phone: '+4930901820',
  locale: 'en-GB',
  timezone: 'Europe/London',
};
