import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail that the file transport has written. */
export interface WrittenMail {
  /** Of the file. */
  name: string;
  kind: string;
  to: string;
  subject: string;
  at: string;
  text: string;
  html: string;
  /** Where its links lead, each once. */
  links: string[];
}

/** What is in the folder, the newest first, no more than so many. */
export async function readMailbox(folder: string, limit: number): Promise<WrittenMail[]> {
  const newest = (await names(folder)).sort().reverse().slice(0, limit);
  const mails = await Promise.all(newest.map((name) => read(folder, name)));
  return mails.filter((mail) => mail !== undefined);
}

/** One mail of the folder; the name is looked for in it, so that it can't lead elsewhere. */
export async function readMail(folder: string, name: string): Promise<WrittenMail | undefined> {
  return (await names(folder)).includes(name) ? read(folder, name) : undefined;
}

async function names(folder: string): Promise<string[]> {
  const all = await readdir(folder).catch(absent);
  // What begins with a dot is still being written.
  return (all ?? []).filter((name) => name.endsWith('.eml') && !name.startsWith('.'));
}

async function read(folder: string, name: string): Promise<WrittenMail | undefined> {
  const source = await readFile(join(folder, name)).catch(absent);
  if (!source) return undefined;
  const { default: PostalMime } = await import('postal-mime');
  const {
    headers,
    to = [],
    subject = '',
    date = '',
    text = '',
    html = '',
  } = await PostalMime.parse(source);
  return {
    name,
    kind: headers.find(({ key }) => key === 'x-profile-mail')?.value ?? '',
    to: to.map(({ address }) => address).join(', '),
    subject,
    at: date,
    text,
    html,
    links: [...new Set(text.match(/https?:\/\/[^\s<>"]+/g))],
  };
}

/** Somebody may empty the folder at any time. */
function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
