import type { IncomingMessage } from 'node:http';
import { Failure } from '@profile/api';

/** Why nobody is calling. The legacy door tells them apart; the others know two. */
export type Problem =
  | 'missing'
  | 'empty'
  | 'malformed'
  | 'expired'
  | 'invalid'
  | 'gone'
  | 'inactive';

/** Carries the problem to the door, as the failure that the other doors answer with. */
export class Unauthenticated extends Failure {
  constructor(readonly problem: Problem) {
    super(problem === 'missing' || problem === 'empty' ? 'not_authenticated' : 'invalid_token');
  }
}

/** The token of the one Authorization header; another scheme counts as none. */
export function bearerToken({ headers, rawHeaders }: IncomingMessage): string {
  const header = headers.authorization;
  if (header === undefined) throw new Unauthenticated('missing');
  if (authorizesTwice(rawHeaders)) throw new Unauthenticated('invalid');
  // As every client writes it; what follows is for the others, and takes longer.
  if (header.startsWith('Bearer ') && header.length > 7) {
    const token = header.slice(7);
    if (!token.includes(' ') && !token.includes('\t') && !token.includes('\xa0')) return token;
  }
  const [scheme = '', ...rest] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'bearer') throw new Unauthenticated('missing');
  const [token] = rest;
  if (token === undefined) throw new Unauthenticated('empty');
  if (rest.length > 1) throw new Unauthenticated('malformed');
  return token;
}

/** Whether there is more than one Authorization header; Node keeps the first and says nothing. */
export function authorizesTwice(rawHeaders: string[]): boolean {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 13 && name.toLowerCase() === 'authorization') count++;
  }
  return count > 1;
}
