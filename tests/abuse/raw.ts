import { once } from 'node:events';
import { connect } from 'node:net';
import { hasPromisedShape } from './shape.js';
import type { Outcome } from './target.js';

/** Bytes that come one after the other, each when there is room for it. */
export type Sent = string | Buffer | Parts;
type Parts = Iterable<string | Buffer> | AsyncIterable<string | Buffer>;

export interface Exchange extends Outcome {
  /** All that came back. */
  text: string;
}

/** Sends bytes on one connection, and reads what is answered until it is closed. */
export async function exchange(port: number, sent: Sent, quiet = 20_000): Promise<Exchange> {
  const socket = connect(port, '127.0.0.1');
  const began = performance.now();
  let last = began;
  let text = '';
  let open = true;
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    last = performance.now();
  });
  socket.on('error', () => {});
  // Only should a server forget to close it.
  socket.setTimeout(quiet, () => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      open = false;
      resolve();
    });
  });
  const parts = typeof sent === 'string' || Buffer.isBuffer(sent) ? [sent] : (sent as Parts);
  for await (const part of parts) {
    if (!open) break;
    const more = socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    if (!more) await Promise.race([once(socket, 'drain').catch(() => {}), closed]);
  }
  await closed;
  const statuses = [...text.matchAll(/HTTP\/1\.1 ([0-9]{3}) [A-Z]/g)].map(([, each]) =>
    Number(each),
  );
  hasPromisedShape(text);
  return {
    text,
    statuses: statuses.length > 0 ? statuses : ['closed'],
    longest: (text === '' ? performance.now() : last) - began,
  };
}

/** A request as bytes, the last of its connection; a body gets its length unless a header says otherwise. */
export function request(line: string, headers: string[] = [], body: string | Buffer = ''): Buffer {
  const framed = headers.some((each) => /^(content-length|transfer-encoding)/i.test(each));
  const length = !framed && body.length > 0 ? [`Content-Length: ${body.length}`] : [];
  const last = headers.some((each) => /^connection:/i.test(each)) ? [] : ['Connection: close'];
  const all = [`${line} HTTP/1.1`, 'Host: localhost', ...last, ...headers, ...length, '', ''];
  const head = all.join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body as string, 'latin1')]);
}
