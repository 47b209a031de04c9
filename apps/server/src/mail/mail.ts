import { isIP } from 'node:net';
import { knownDeviceName } from '@profile/api';
import type { MailToken, OutboxMail, User } from '@profile/db';
import type { MessageSources } from './message.js';
import type { Link, Occasion } from './templates/template.js';
import { isKind, type Kind, type Mail } from './templates.js';

/** What the mailed token of a kind is for; it is also the page that its link opens. */
const purposes: { [Each in Kind]?: string } = {
  'verify-email': 'verify-email',
  'reset-password': 'reset-password',
  'account-exists': 'reset-password',
  'email-changed': 'undo-email-change',
  'email-change-undone': 'reset-password',
};

/** What a row of the outbox is to say; undefined when that was superseded. */
export async function mailOf(
  sources: Sources,
  row: OutboxMail,
  user: User,
  now: Date,
): Promise<Mail | undefined> {
  const { kind, data } = row;
  // Thrown, so that it is tried again: a newer replica may have put it there and know it.
  if (!isKind(kind)) throw new Error(`There is no template for ${kind}`);
  const token = await livingToken(sources, kind, row, now);
  const occasion: Occasion = {
    at: new Date(data.at ?? row.created_at),
    // Behind a proxy that passes headers on it can be any text.
    ip: data.ip !== undefined && isIP(data.ip) ? data.ip : undefined,
    device: knownDeviceName(data.user_agent ?? null) ?? undefined,
  };
  const link = token && linkOf(sources, token, data.redirect);
  switch (kind) {
    case 'verify-email': {
      if (!link) return undefined;
      const code = sources.mailedSecrets.code(token);
      return { kind, props: { ...occasion, link, code, reason: reasonOf(user, row) } };
    }
    case 'reset-password':
      return link && { kind, props: { ...occasion, link } };
    case 'email-changed':
      return { kind, props: { ...occasion, link, former: data.former === true } };
    case 'account-exists':
    case 'email-taken':
      return { kind, props: { ...occasion, link, former: !isAddressOf(user, row) } };
    default:
      return { kind, props: { ...occasion, link } };
  }
}

type Sources = Pick<MessageSources, 'store' | 'mailedSecrets' | 'publicUrl'>;

async function livingToken(
  { store }: Sources,
  kind: Kind,
  { data, user_id, address }: OutboxMail,
  now: Date,
): Promise<MailToken | undefined> {
  if (data.mail_token_id === undefined) return undefined;
  const token = await store.mailTokens.byId(data.mail_token_id);
  const fits =
    token?.purpose === purposes[kind] && token?.user_id === user_id && token.address === address;
  const alive = fits && token.used_at === null && token.expires_at > now.toISOString();
  return alive ? token : undefined;
}

function linkOf(
  { mailedSecrets, publicUrl }: Sources,
  token: MailToken,
  redirect: string | undefined,
): Link {
  const query = new URLSearchParams({ token: mailedSecrets.token(token) });
  if (redirect !== undefined) query.set('redirect', redirect);
  return {
    url: `${publicUrl}/account/${token.purpose}?${query}`,
    madeAt: new Date(token.created_at),
    expiresAt: new Date(token.expires_at),
  };
}

function reasonOf(user: User, row: OutboxMail) {
  if (user.awaits_proof) return 'awaits';
  return isAddressOf(user, row) ? 'sign-up' : 'change';
}

const isAddressOf = ({ email }: User, { address }: OutboxMail) =>
  email.toLowerCase() === address.toLowerCase();
