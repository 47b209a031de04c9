import { z } from 'zod';
import { emailAddress } from '../email/address.js';
import { redirect } from '../email/redirect.js';
import { mailed, notBoth } from '../email/verification.js';
import { claimedPassword, newPassword } from '../password/password.js';
import { personName, username } from '../profile/names.js';
import { RuleError, text } from '../text.js';
import { type Scope, scopes } from './scopes.js';

/** A space-parted list of scopes, as OAuth writes it; kept in the table's order, each once. */
const scope = text({
  min: 1,
  rule: (value) => {
    const asked = new Set(value.split(' ').filter(Boolean));
    const known = scopes.filter((name) => asked.has(name));
    if (known.length === 0 || known.length < asked.size) {
      throw new RuleError(`The scope may have ${scopes.join(', ')}, parted by spaces`);
    }
    return known.join(' ');
  },
});

const requestedScope = scope.optional().meta({
  description: 'Fewer scopes than the default, which is all of them; parted by spaces',
  examples: ['profile:read'],
});

/** Where a new refresh token goes; a cookie is what no script can read. */
const tokenDelivery = z.enum(['body', 'cookie']);

const signInDelivery = tokenDelivery.optional().meta({
  description:
    'Where the refresh token goes: into the `body` of the answer (the default), or into a `cookie` that no script can read, which only pages of PUBLIC_URL and CORS_ORIGINS may ask for',
  examples: ['body'],
});

const refreshTokenExample =
  'ses_01jq2v8m3xfq9t5c7d0a4ke6nb.3.q7Tn0sXv2LkPz9aRw4bYc1dHj8mFe5gU6iKoN3hVtBo';

export const registerRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The address to sign in with and to prove; at most 200 octets',
      examples: ['ada@example.com'],
    }),
    password: newPassword.meta({
      description:
        '8 to 256 characters of any kind; not a common password, not the address or username',
      examples: ['violet-anchor-73-mosaic'],
    }),
    username: username.optional().meta({
      description:
        '3 to 150 ASCII letters, digits, `_`, `.`, `+`, `-`; unique whatever its case; made up when left out',
      examples: ['ada'],
    }),
    first_name: personName.optional().meta({
      description: 'Given name: 1 to 200 characters after trimming',
      examples: ['Ada'],
    }),
    last_name: personName.optional().meta({
      description: 'Family name: 1 to 200 characters after trimming',
      examples: ['Lovelace'],
    }),
    redirect,
    token_delivery: signInDelivery,
  })
  .meta({
    id: 'RegisterRequest',
    description: 'Request to create an account.',
    examples: [{ email: 'ada@example.com', password: 'violet-anchor-73-mosaic', username: 'ada' }],
  });

export const loginRequest = z
  .strictObject({
    login: text({ min: 1 }).meta({
      description: 'The email address or the username',
      examples: ['ada@example.com'],
    }),
    password: claimedPassword.meta({
      description: 'The password',
      examples: ['violet-anchor-73-mosaic'],
    }),
    scope: requestedScope,
    token: mailed.token.meta({
      description:
        'The token of the verification mail; only with PRIVATE_SIGN_UP, at the first sign-in, where this or `code` is needed',
      examples: ['pU5vTz1qWn8sRd3kXy6mLg0aQe7bHc2jVf9iYtNo4uKrPwExSlZ1DhGmBv3CqAz8T'],
    }),
    code: mailed.code.meta({
      description: 'Instead of `token`, the six digits of the verification mail',
      examples: ['493021'],
    }),
    token_delivery: signInDelivery,
  })
  .check(notBoth)
  .meta({
    id: 'LoginRequest',
    description: 'Request to sign in.',
    // Without a scope: what people try first should open everything.
    examples: [{ login: 'ada@example.com', password: 'violet-anchor-73-mosaic' }],
  });

export const refreshRequest = z
  .strictObject({
    refresh_token: text({ min: 1 })
      .optional()
      .meta({
        description:
          'The newest refresh token of the session; it works once. Left out, it is that of the cookie',
        examples: [refreshTokenExample],
      }),
    scope: requestedScope,
    token_delivery: tokenDelivery.optional().meta({
      description:
        'Where the next refresh token goes, by default the way this one came; out of a `cookie` none comes into a `body`',
      examples: ['body'],
    }),
  })
  .meta({
    id: 'RefreshRequest',
    description: 'Request for new tokens.',
    examples: [{ refresh_token: refreshTokenExample }],
  });

export const logoutRequest = z
  .strictObject({
    scope: z
      .enum(['current', 'others', 'all'])
      .optional()
      .meta({
        description: 'Which sessions to end: this one (the default), all but this one, or all',
        examples: ['current'],
      }),
  })
  .meta({ id: 'LogoutRequest', description: 'Request to end sessions.' });

export const tokenResponse = z
  .strictObject({
    access_token: z.string().meta({
      description: 'JWT (RFC 9068) for `Authorization: Bearer`',
      examples: ['eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1c3JfIn0.c2lnbmF0dXJl'],
    }),
    token_type: z.literal('Bearer').meta({ description: 'How to present the access token' }),
    expires_in: z
      .int()
      .meta({ description: 'Seconds until the access token expires', examples: [900] }),
    refresh_token: z
      .string()
      .optional()
      .meta({
        description:
          'Opaque; works once, at `POST /api/v1/auth/refresh`. Left out when it went into a cookie, as `token_delivery` asked',
        examples: [refreshTokenExample],
      }),
    scope: z
      .string()
      .meta({ description: 'What was granted, parted by spaces', examples: [scopes.join(' ')] }),
  })
  .meta({ id: 'TokenResponse', description: 'The tokens of a session.' });

export const accepted = z
  .strictObject({
    status: z.literal('accepted').meta({ description: 'What comes next is in a mail' }),
  })
  .meta({
    id: 'Accepted',
    description: 'The request was taken; the mail to the address says more.',
  });

/** What sign-up answers with: a session's tokens, or with PRIVATE_SIGN_UP the same to everyone. */
export const registerResponse = z.union([tokenResponse, accepted]);

export type Accepted = z.infer<typeof accepted>;
export type RegisterRequest = z.input<typeof registerRequest>;
export type LoginRequest = z.input<typeof loginRequest>;
export type RefreshRequest = z.input<typeof refreshRequest>;
export type LogoutRequest = z.input<typeof logoutRequest>;
export type TokenResponse = z.infer<typeof tokenResponse>;
export type TokenDelivery = z.infer<typeof tokenDelivery>;

/** The scopes of a checked scope string. */
export const parseScope = (value: string): Scope[] =>
  value.split(' ').filter((name): name is Scope => (scopes as readonly string[]).includes(name));
