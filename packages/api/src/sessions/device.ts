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

const browsers = new Set(Object.values(bowser.BROWSER_MAP));
const systems = new Set(Object.values(bowser.OS_MAP));

/**
 * Such as `Firefox (Linux)`, for mails: only of browsers and systems that are known by name, since
 * anybody can have a program say anything of itself.
 */
export function knownDeviceName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os } = bowser.parse(userAgent);
  const program = browser.name && browsers.has(browser.name) ? browser.name : undefined;
  const system = os.name && systems.has(os.name) ? os.name : undefined;
  if (program && system) return `${program} (${system})`;
  return program ?? system ?? null;
}
