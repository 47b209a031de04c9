import { openApi, password } from '../testing/context.js';

export const invalid = { reason: 'invalid_mail_token', status: 400 };
export const old = 'ada@example.com';
export const fresh = 'ada@new.example.com';
export const day = 86_400_000;

type Options = Parameters<typeof openApi>[0] & { verified?: boolean };

/** An account with a proved address, and what it does with it. */
export async function openWithCaller({ verified = true, ...options }: Options = {}) {
  const api = await openApi(options);
  const account = await api.account();
  const { id } = account;
  if (verified) await api.store.accounts.verifyEmail(id, old, api.at());
  const { email } = api.as({ session: account.session });
  const linkTo = async (address: string, purpose = 'verify-email') => {
    const row = await api.store.mailTokens.newest(id, purpose, address);
    if (!row) throw new Error('No token was mailed');
    const { token, code } = api.services.mailedSecrets;
    return { row, token: token(row), code: code(row) };
  };
  const change = (address = fresh) => email.change({ email: address, current_password: password });
  const confirm = async (address = fresh) =>
    email.confirmVerification({ token: (await linkTo(address)).token });
  return {
    ...api,
    ...account,
    email,
    linkTo,
    user: () => api.store.accounts.byId(id),
    change,
    confirm,
    async changed() {
      await change();
      await confirm();
    },
    /** What was mailed, oldest first. */
    sent: async () =>
      (await api.mails())
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ kind, address, data }) => ({ kind, address, data })),
  };
}
