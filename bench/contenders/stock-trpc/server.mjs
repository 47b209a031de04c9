// The very same router behind tRPC's own adapter as it comes, with a token cache as ours has.
import { randomUUID } from 'node:crypto';
import { appRouter } from '@profile/api';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { jwtVerify } from 'jose';
import { openServices, PUBLIC_URL } from '../../accounts.mjs';

const { PORT, DATABASE_URL } = process.env;
const { store, services, keys } = await openServices(DATABASE_URL);
const remembered = new Map();

async function verify(token) {
  const options = { issuer: PUBLIC_URL, audience: PUBLIC_URL, typ: 'at+jwt' };
  const { payload } = await jwtVerify(
    token,
    async ({ kid }) => (await keys.find(kid)).key,
    options,
  );
  remembered.set(token, payload);
  return payload;
}

async function callerOf({ headers: { authorization = '' } }) {
  const token = authorization.slice('Bearer '.length);
  const { sid, exp, scope } = remembered.get(token) ?? (await verify(token));
  const found = await store.sessions.withUser(sid);
  const now = new Date();
  const living = found && !found.session.revoked_at && found.session.expires_at > now.toISOString();
  if (exp * 1000 <= now || !living || !found.user.is_active) throw new Error('Nobody');
  return { ...found, scopes: scope.split(' ') };
}

createHTTPServer({
  router: appRouter,
  createContext({ req }) {
    let caller;
    return {
      ...services,
      request: {
        ...{ id: randomUUID(), ip: req.socket.remoteAddress },
        userAgent: req.headers['user-agent'] ?? null,
      },
      authenticate() {
        caller ??= callerOf(req);
        return caller;
      },
    };
  },
}).listen(PORT, '127.0.0.1');
