import { once } from 'node:events';
import { connect } from 'node:net';
import type { ValidationError } from '@profile/contract';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The text as JSON; empty when it isn't an object. */
  body: Record<string, unknown>;
}

export function answerOf(status: number, headers: Headers, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status, headers, text, body: Object(body ?? {}) as Answer['body'] };
}

/** What a call came to, whatever the door. */
export interface Outcome {
  status: number;
  code?: string;
  faults?: ValidationError[];
  value?: unknown;
}

export function restOutcome({ status, text, body }: Answer): Outcome {
  if (status < 300) return { status: 200, value: text === '' ? undefined : body };
  return Array.isArray(body.detail)
    ? { status, code: 'validation_error', faults: body.detail }
    : { status, code: String(body.code) };
}

export function rpcOutcome({ status, body }: Answer): Outcome {
  const { result, error } = body as {
    result?: { data?: unknown };
    error?: { data: { httpStatus: number; error: { code: string; detail: unknown } } };
  };
  if (!error) return { status, value: result?.data };
  const { code, detail } = error.data.error;
  if (error.data.httpStatus !== status) throw new Error(`httpStatus is not the status, ${status}`);
  return Array.isArray(detail) ? { status, code, faults: detail } : { status, code };
}

/** One request on a socket of its own; undefined when that was closed without an answer. */
export async function sendRaw(
  { hostname, port }: URL,
  line: string,
  headers: string[],
  body: string | Buffer,
): Promise<Answer | undefined> {
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // What the server refuses to read it may also reset.
  socket.on('error', () => {});
  socket.setTimeout(5000, () =>
    socket.destroy(new Error('The server neither answered nor closed')),
  );
  const host = headers.some((header) => /^host:/i.test(header)) ? [] : ['Host: localhost'];
  const head = [`${line} HTTP/1.1`, ...host, 'Connection: close', ...headers, '', ''];
  socket.write(Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), Buffer.from(body)]));
  if (!socket.closed) await once(socket, 'close');
  return parse(Buffer.concat(chunks).toString('latin1'));
}

function parse(message: string): Answer | undefined {
  const [head = '', ...rest] = message.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (!status) return undefined;
  const headers = new Headers();
  for (const line of lines) {
    const [name = '', ...value] = line.split(': ');
    headers.append(name, value.join(': '));
  }
  return answerOf(status, headers, rest.join('\r\n\r\n'));
}
