import type { FastifyRequest } from 'fastify';

/** A year, as browsers' lists of such hosts want it at least; of other names of the host we know nothing. */
const strictTransport = 'max-age=31536000';

/**
 * What every answer says unless its door knows better: whose it is, that it is what its type says, and
 * that nobody keeps it. Where people come by https, they are to come by nothing else any more.
 */
export function answerHeaders(publicUrl: string) {
  return publicUrl.startsWith('https:')
    ? ({ id }: FastifyRequest) => ({
        'x-request-id': id,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'strict-transport-security': strictTransport,
      })
    : ({ id }: FastifyRequest) => ({
        'x-request-id': id,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
}
