const key = 'profile.forgotten-password';
/** As long as the link works. */
const hour = 3_600_000;
let known = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** For which address a mail was asked, so that whoever comes back by its link needn't type it again. */
export function rememberAddress(email: string): void {
  try {
    localStorage.setItem(key, JSON.stringify({ email, until: Date.now() + hour }));
  } catch {
    // A browser that keeps nothing has them type it.
  }
  forgetInTime();
}

/** Takes it out of the browser, for the sign-in that comes next. */
export function takeAddress(): void {
  const { email, left } = kept();
  forget();
  if (typeof email === 'string' && left > 0) known = email;
}

export const knownAddress = (): string => known;

/** What is there, if it is ours, and how many milliseconds it may stay. */
function kept(): { email?: unknown; left: number } {
  try {
    const { email, until } = JSON.parse(localStorage.getItem(key) ?? '{}');
    const left = until - Date.now();
    return { email, left: left <= hour ? left : 0 };
  } catch {
    return { left: 0 };
  }
}

/** Also for whoever never comes back by the link: it looks again, since another tab may have asked later. */
function forgetInTime(): void {
  clearTimeout(timer);
  const { left } = kept();
  if (left > 0) timer = setTimeout(forgetInTime, left);
  else forget();
}

function forget(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing is kept there.
  }
}

forgetInTime();
