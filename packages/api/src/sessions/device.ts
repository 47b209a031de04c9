import bowser from 'bowser';

/** A name that a person recognises a device by, from what its program says of itself. */
export function deviceName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os } = bowser.parse(userAgent);
  if (browser.name && os.name) return `${browser.name} on ${os.name}`;
  // Programs that aren't browsers begin with their name: `curl/8.5.0`, `okhttp/4.12`.
  const [, program] = /^([A-Za-z][\w .-]{0,40})(\/|$)/.exec(userAgent) ?? [];
  return browser.name || program || null;
}
