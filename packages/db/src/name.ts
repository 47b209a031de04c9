import { fileURLToPath } from 'node:url';
import { isPostgres, parseAddress } from './postgres/address.js';

/** Also of a plain path, as tests have it. */
export const filePath = (url: string): string =>
  url.startsWith('file://') ? fileURLToPath(url) : url.replace(/^file:/, '');

/** How a database may be called where others read it: without its password. Throws an AddressError. */
export function databaseName(url: string): string {
  if (!isPostgres(url)) return filePath(url);
  const { hosts, database = '' } = parseAddress(url);
  const places = hosts.map(({ host, port }) => `${encodeURIComponent(host)}:${port}`);
  return `postgres://${places.join()}/${database}`;
}
