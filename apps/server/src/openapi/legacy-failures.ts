import { errors } from '@profile/contract';
import { problems } from '../legacy.js';
import { legacyError } from './errors.js';
import { allow, challenge, requestId, retryAfter } from './headers.js';
import { named, type Part } from './schemas.js';

const say = ({ detail }: { detail: string }) => ({ value: { error: detail } });

/** The failures of the legacy endpoint, each with the bodies that it has. */
export function legacyFailures(): Part {
  const unauthenticated = Object.entries(problems)
    .filter(([problem, [status]]) => status === 401 && problem !== 'malformed')
    .map(([problem, [, value]]) => [problem, { value }]);
  const [, gone] = problems.gone;
  return {
    401: answer(
      'No token, a bad one, or an inactive user',
      Object.fromEntries(unauthenticated),
      challenge,
    ),
    403: answer('The token lacks the scope', { scope: say(errors.insufficient_scope) }),
    404: answer('The user of a good token is gone', { gone: { value: gone } }),
    500: answer('Something failed in the server', { internal: say(errors.internal_error) }),
    503: answer(
      'There is too much to do, or the database is away',
      { busy: say(errors.busy), unavailable: say(errors.unavailable) },
      retryAfter,
    ),
  };
}

function answer(description: string, examples: Part, headers: Part = {}): Part {
  return {
    description,
    headers: { ...requestId, ...allow, ...headers },
    content: { 'application/json': { schema: named(legacyError), examples } },
  };
}
