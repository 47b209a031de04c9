import { findMail } from './outbox.js';
import type { TestServer } from './server.js';

/** The link of the first mail of a kind to an address. */
export async function mailedLink(
  { dir }: TestServer,
  mail: { kind: string; to: string; nth?: number },
): Promise<string> {
  const { text = '' } = await findMail(dir, mail);
  const [link] = /http\S+\/account\/[\w-]+\?token=\S+/.exec(text) ?? [];
  if (!link) throw new Error(`The mail ${mail.kind} to ${mail.to} has no link`);
  return link;
}
