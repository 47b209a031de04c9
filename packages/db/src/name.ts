import { isPostgres, parseAddress } from './postgres/address.js';
import { filePath } from './store.js';

/** How a database may be called where others read it: without its password. Throws an AddressError. */
export function databaseName(url: string): string {
  if (!isPostgres(url)) return filePath(url);
  const { hosts, database = '' } = parseAddress(url);
  const places = hosts.map(({ host, port }) => `${encodeURIComponent(host)}:${port}`);
  return `postgres://${places.join()}/${database}`;
}
