import { once } from 'node:events';
import type { Socket } from 'node:net';

/** What comes with an event of a socket, unless the socket fails or ends before. */
export async function hear(socket: Socket, event: string): Promise<unknown> {
  const end = once(socket, 'close').then(() => {
    throw new Error('The server has ended the connection');
  });
  const [what] = await Promise.race([once(socket, event), end]);
  return what;
}
