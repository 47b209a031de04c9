import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';

/** The nth mail of a kind to an address; waited for, since mail is written after the answer. */
export async function findMail(
  dir: string,
  { kind, to, nth = 1 }: { kind: string; to: string; nth?: number },
): Promise<Email> {
  const deadline = Date.now() + 15_000;
  do {
    const found = (await mails(join(dir, 'outbox'))).filter(
      (mail) =>
        mail.to?.some(({ address }) => address === to) &&
        mail.headers.some(({ key, value }) => key === 'x-profile-mail' && value === kind),
    );
    const mail = found[nth - 1];
    if (mail) return mail;
    await sleep(50);
  } while (Date.now() < deadline);
  throw new Error(`No mail ${nth} of kind ${kind} to ${to} within 15 seconds`);
}

/** Their names begin with the time, so sorting puts them in order. */
async function mails(folder: string): Promise<Email[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(
    names.map(async (name) => PostalMime.parse(await readFile(join(folder, name)))),
  );
}
