import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** What it has taken responsibility for, and what was said on the way. */
interface TakenMail {
  from: string;
  to: string[];
  source: string;
  messageId: string;
  encrypted: boolean;
}

/** What goes wrong; each is asked at its step, and throws to refuse. */
export interface Faults {
  connect?(): Step;
  auth?(password: string): Step;
  rcpt?(address: string): Step;
  /** Before a byte of the mail is read. */
  data?(connection: Connection): Step;
  /** When the mail is there and kept. */
  kept?(connection: Connection): Step;
}

type Step = Promise<void> | void;

interface Connection {
  close(): void;
}

export const reply = (responseCode: number, text: string) =>
  Object.assign(new Error(text), { responseCode });

export const never = () => new Promise<void>(() => {});

/** A real mail server on a port of its own, whose `faults` may change while it runs. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0) {
  const taken: TakenMail[] = [];
  const state = { faults: {} as Faults, connections: 0, recipients: [] as string[] };
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    disableReverseLookup: true,
    onConnect: (_session, callback) => {
      state.connections++;
      answer(() => state.faults.connect?.(), callback);
    },
    onAuth: ({ username, password }, _session, callback) =>
      answer(
        () => state.faults.auth?.(password ?? ''),
        (error) => (error ? callback(error) : callback(null, { user: username ?? '' })),
      ),
    onRcptTo: ({ address }, _session, callback) => {
      state.recipients.push(address);
      answer(() => state.faults.rcpt?.(address), callback);
    },
    onData: (stream, session, callback) => {
      const connection = { close: () => hangUp(session) };
      answer(async () => {
        await state.faults.data?.(connection);
        const source = await text(stream);
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          source,
          messageId: /^Message-ID: (\S+)/im.exec(source)?.[1] ?? '',
          encrypted: session.secure,
        });
        await state.faults.kept?.(connection);
      }, callback);
    },
    ...options,
  });
  // Clients that go away, or don't like our certificate.
  server.on('error', () => {});
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');

  function hangUp({ id }: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.id === id) connection._socket.destroy();
    }
  }

  return {
    taken,
    state,
    port: (listening.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Calls back with what was thrown; never, when it never ends. */
async function answer(work: () => Step, callback: (error?: Error | null) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    return callback(error as Error);
  }
  callback();
}
