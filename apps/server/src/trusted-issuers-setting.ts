import { z } from 'zod';
import { defaultClaims, type TrustedIssuer } from './trusted-issuers.js';

const address = z.url({ protocol: /^https?$/ });
const claimNames = Object.fromEntries(
  Object.entries(defaultClaims).map(([name, claim]) => [name, z.string().min(1).default(claim)]),
) as Record<keyof typeof defaultClaims, z.ZodDefault<z.ZodString>>;

const trustedIssuers = z.array(
  z.strictObject({
    issuer: address,
    audience: z.string().min(1),
    jwks_uri: address.optional(),
    claims: z.strictObject(claimNames).prefault({}),
  }),
);

/** Reads TRUSTED_ISSUERS; `fault` is told what is wrong with it. */
export function readTrustedIssuers(
  text: string,
  fault: (sentence: string) => void,
): TrustedIssuer[] {
  if (text === '') return [];
  const example = '[{"issuer":"https://id.example.com","audience":"https://accounts.example.com"}]';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fault(`TRUSTED_ISSUERS must be a JSON list such as ${example}`);
    return [];
  }
  const { data, error } = trustedIssuers.safeParse(value);
  for (const { path, message } of error?.issues ?? []) {
    fault(
      `TRUSTED_ISSUERS${path.map((key) => `[${String(key)}]`).join('')}: ${message}; see ${example}`,
    );
  }
  return data ?? [];
}
