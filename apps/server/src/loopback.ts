import { isIPv4 } from 'node:net';

/** Whether a host name or address, IPv6 with or without brackets, can only be this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}
