import { mkdirSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Message } from './message.js';
import type { Transport } from './transports.js';

const folderOptions = { recursive: true, mode: 0o700 } as const;

/** Writes each mail into the folder as it would go over the wire, for development and tests. */
export function fileTransport(folder: string): Transport {
  if (!isAbsolute(folder)) throw new Error('The folder for mails must be absolute');
  mkdirSync(folder, folderOptions);

  return {
    slots: 1,
    async send(message, signal) {
      // Loaded with the first mail, since no start waits for one.
      const { createTransport } = await import('nodemailer');
      const mime = createTransport({
        streamTransport: true,
        buffer: true,
        newline: 'windows',
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const { message: source } = await mime.sendMail(message);
      const name = fileName(message);
      const partial = join(folder, `.${name}.${process.pid}.partial`);
      // Somebody may have emptied the outbox by removing it.
      await mkdir(folder, folderOptions);
      await writeFile(partial, source, { mode: 0o600 });
      signal.throwIfAborted();
      // Renamed when complete, so that whoever watches the folder never reads half a mail.
      await rename(partial, join(folder, name));
    },
    async close() {},
  };
}

/** Sorts by time; the same for every try of one mail, which therefore overwrites itself. */
function fileName({ date, headers, messageId }: Message): string {
  const time = date.toISOString().replaceAll(':', '-');
  const id = messageId.slice(1, messageId.indexOf('@'));
  return `${time}-${headers['X-Profile-Mail']}-${id}.eml`.replace(/[^\w.-]/g, '_');
}
