import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '@profile/api';
import { errors } from '@profile/contract';
import { isAnswering } from './exchanges.js';
import { newRequestId } from './request-id.js';

/** How long a client may take, in milliseconds: uploads all of it, bodies of JSON as `body.ts` says. */
export const serverOptions = {
  http: {
    headersTimeout: 7_000,
    connectionsCheckingInterval: 1_000,
    // Node's own refusal has no body.
    requireHostHeader: false,
  },
  requestTimeout: 30_000,
};

/** Whether RFC 9112 wants a request to name its host. */
export const isHttp11 = ({ httpVersion }: IncomingMessage): boolean => httpVersion === '1.1';

/** A fault that Fastify found in the request line or the headers, as a failure of the contract. */
export function asHttpFailure(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status === 413) return new Failure('body_too_large');
  return status >= 400 && status < 500 ? new Failure('malformed_request', { cause: error }) : error;
}

/** What isn't HTTP enough for a request to come of it is answered on the socket. */
export function clientFault(error: NodeJS.ErrnoException, socket: Socket): void {
  // Browsers open connections ahead of time, and would take an answer for that of their next request.
  const silent = socket.bytesRead === 0;
  // It would be taken for the answer of what was asked before.
  if (error.code === 'ECONNRESET' || !socket.writable || silent || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? '400 Bad Request';
  const { detail } = errors.malformed_request;
  const body = JSON.stringify({ detail, code: 'malformed_request' });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Request-Id: ${newRequestId()}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const statuses: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
