const key = 'profile.forgotten-password';
/** As long as the link works. */
const hour = 3_600_000;
let known = '';

/** For which address a mail was asked, so that whoever comes back by its link needn't type it again. */
export function rememberAddress(email: string): void {
  try {
    localStorage.setItem(key, JSON.stringify({ email, until: Date.now() + hour }));
  } catch {
    // A browser that keeps nothing has them type it.
  }
}

/** Takes it out of the browser, for the sign-in that comes next. */
export function takeAddress(): void {
  try {
    const kept = localStorage.getItem(key);
    localStorage.removeItem(key);
    const { email, until } = JSON.parse(kept ?? '{}');
    if (typeof email === 'string' && until > Date.now()) known = email;
  } catch {
    // Somebody else wrote there, or nobody may.
  }
}

export const knownAddress = (): string => known;
