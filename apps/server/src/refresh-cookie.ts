import { Failure, type RefreshCookie } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from './config.js';
import { namesOf } from './loopback.js';

/** Finds the cookie of a request, and sets it with its answer. */
export type RefreshCookies = (request: FastifyRequest, reply: FastifyReply) => RefreshCookie;

/** The cookie that keeps a refresh token from scripts: which it is, and which pages may use it. */
export function refreshCookies(
  { publicUrl, corsOrigins }: Pick<Config, 'publicUrl' | 'corsOrigins'>,
  now: () => Date,
): RefreshCookies {
  const secure = publicUrl.startsWith('https:');
  const name = secure ? '__Secure-profile_refresh' : 'profile_refresh';
  const attributes = `Path=/api/v1/auth; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const origins = new Set([...namesOf(publicUrl), ...corsOrigins]);

  return (request, reply) => {
    const { cookie = '', origin = '' } = request.headers;
    const allowed = origins.has(origin);
    let claimed = false;
    const set = (value: string, maxAge: number) =>
      reply.header('set-cookie', `${name}=${value}; ${attributes}; Max-Age=${maxAge}`);
    return {
      sent: valuesOf(cookie, name),
      allowed,
      claim() {
        if (!allowed) throw new Failure('origin_not_allowed');
        if (isStreamed(request)) {
          const detail = 'An answer that is streamed cannot set the refresh cookie';
          throw new Failure('malformed_request', { detail });
        }
        if (claimed) {
          const detail = 'Only one call of a request may use the refresh cookie';
          throw new Failure('malformed_request', { detail });
        }
        claimed = true;
      },
      set(token, expires_at) {
        set(token, Math.floor((Date.parse(expires_at) - now().getTime()) / 1000));
      },
      clear() {
        set('', 0);
      },
    };
  };
}

/** The values of every cookie of a name, as they were sent: what we write needs no decoding. */
function valuesOf(header: string, name: string): string[] {
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** Whether tRPC sends the head of the answer before the calls are done. */
function isStreamed({ headers, routeOptions: { url } }: FastifyRequest): boolean {
  const accepted = headers['trpc-accept'] ?? headers.accept ?? '';
  return url === '/trpc/:path' && accepted.includes('application/jsonl');
}
