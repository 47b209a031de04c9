import { readFileSync } from 'node:fs';
import { restRouter } from '@profile/api';
import { httpValidationError, scopes } from '@profile/contract';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi';
import { operations } from '../procedures.js';
import { cooldownBody, errorBody, legacyError } from './errors.js';
import { finishOperation } from './operation.js';
import { namedSchemas, type Part, withoutNoise } from './schemas.js';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const summary =
  'People read and change their own profile, change their password and prove their email address.';

const firstSteps = `${summary}

Sign up with \`POST /api/v1/auth/register\` or sign in with \`POST /api/v1/auth/login\`. Both answer with an \`access_token\`: send it as \`Authorization: Bearer <token>\` (on the page at [/docs](/docs), put it where it says Bearer Token). [Tokens and scopes](/guides/tokens-and-scopes.md) has the rest; [Errors](/docs/errors.md) says of every error code what happened and what to do; [llms.txt](/llms.txt) lists all of this as text.`;

const license = { name: 'MIT', identifier: 'MIT' };
/** It has no address, since everybody runs their own. */
const contact = { name: 'The team that runs this server' };

/** The groups of operations, and what each is for. */
const tags = {
  Profile: 'Your own profile, your password, and the proof of your email address.',
  Avatar: 'The picture of the profile.',
  Email: 'Another email address for the account, and the way back to the former one.',
  Sessions: 'Where the account is signed in, and how to end that.',
  Auth: 'Accounts and sessions: sign up, sign in, refresh, sign out, forgotten passwords.',
  Legacy: 'The profile for clients of Django-style backends.',
};

let described: OpenAPIObject | undefined;

/** The OpenAPI document: the same for every app of a process. */
export function describe(): OpenAPIObject {
  described ??= write();
  return described;
}

/** Written by trpc-to-openapi from the procedures, finished by what it can't know. */
function write(): OpenAPIObject {
  const document = generateOpenApiDocument(restRouter, {
    title: 'Profile',
    version,
    description: firstSteps,
    baseUrl: '/',
    openApiVersion: '3.1.0',
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: `An access token (RFC 9068) from sign-in or refresh. Scopes: ${scopes.join(', ')}.`,
      },
      refreshCookie: {
        type: 'apiKey',
        in: 'cookie',
        name: 'profile_refresh',
        description:
          'The refresh token that a sign-in with `token_delivery: "cookie"` left in the browser; on https it is `__Secure-profile_refresh`. It is only taken with an `Origin` of PUBLIC_URL or CORS_ORIGINS.',
      },
    },
  });

  const schemas: Record<string, Part> = {};
  for (const { body, output, meta } of operations) {
    if (body) Object.assign(schemas, namedSchemas(body, 'input'));
    if (meta.status === 204) continue;
    for (const answer of Object.values(meta.answers ?? { 200: output })) {
      Object.assign(schemas, namedSchemas(answer, 'output'));
    }
  }
  for (const body of [errorBody, cooldownBody, legacyError, httpValidationError]) {
    Object.assign(schemas, namedSchemas(body, 'output'));
  }

  const paths: NonNullable<OpenAPIObject['paths']> = {};
  for (const operation of operations) {
    const { path, method } = operation.meta.openapi;
    const key = method.toLowerCase() as 'get' | 'post';
    // The generator strips a path's last slash, which the legacy one needs.
    const written = document.paths?.[path.replace(/(.)\/$/, '$1')]?.[key];
    if (!written) throw new Error(`${operation.name} is missing in the generated document`);
    paths[path] = { ...paths[path], [key]: finishOperation(operation, written, schemas) };
  }
  const sorted = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));

  return withoutNoise({
    ...document,
    info: { ...document.info, summary, license, contact },
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: document.components?.securitySchemes,
      schemas: Object.fromEntries(sorted),
    },
  }) as OpenAPIObject;
}
