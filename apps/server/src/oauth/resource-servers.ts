import { clientId } from '@profile/api';
import { z } from 'zod';

/** A service that may ask us about the tokens it is shown. */
export interface ResourceServer {
  client_id: string;
  client_secret: string;
}

/** What RFC 6749 calls VSCHAR. */
const visible = z.string().regex(/^[\x20-\x7e]*$/, 'must be printable ASCII');

const resourceServers = z
  .array(
    z.strictObject({
      client_id: visible
        .min(1)
        .refine((id) => id !== clientId, `must not be ${clientId}, which is the client of people`),
      client_secret: visible.min(32, 'must have at least 32 characters'),
    }),
  )
  .superRefine((servers, { addIssue }) => {
    servers.forEach(({ client_id }, i) => {
      if (servers.findIndex((server) => server.client_id === client_id) < i) {
        addIssue({ code: 'custom', path: [i, 'client_id'], message: 'is there already' });
      }
    });
  });

/** Reads RESOURCE_SERVERS; `fault` is told what is wrong with it, without the secrets. */
export function readResourceServers(
  text: string,
  fault: (sentence: string) => void,
): ResourceServer[] {
  if (text === '') return [];
  const example = '[{"client_id":"billing","client_secret":"<openssl rand -hex 32>"}]';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fault(`RESOURCE_SERVERS must be a JSON list such as ${example}`);
    return [];
  }
  const { data, error } = resourceServers.safeParse(value);
  for (const { path, message } of error?.issues ?? []) {
    const place = path.map((key) => `[${String(key)}]`).join('');
    fault(`RESOURCE_SERVERS${place}: ${message}; see ${example}`);
  }
  return data ?? [];
}
