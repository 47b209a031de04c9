import { isIPv4 } from 'node:net';

/** Whether a host name or address, IPv6 with or without brackets, can only be this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/** An origin, and where it is this machine, by which other names a browser here may have been sent to it. */
export function namesOf(origin: string): string[] {
  const url = new URL(origin);
  if (!isLoopback(url.hostname)) return [origin];
  const port = url.port && `:${url.port}`;
  return [
    origin,
    ...['localhost', '127.0.0.1', '[::1]'].map((host) => `${url.protocol}//${host}${port}`),
  ];
}
