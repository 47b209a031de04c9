import { readFileSync } from 'node:fs';
import { restRouter } from '@profile/api';
import { errors, httpValidationError, scopes, validationError } from '@profile/contract';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi';
import { z } from 'zod';
import { operations } from '../procedures.js';
import { finishOperation } from './operation.js';
import { jsonSchema, withoutNoise } from './schemas.js';

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** The OpenAPI document: written by trpc-to-openapi from the procedures, finished by what it can't know. */
export function describe(): OpenAPIObject {
  const document = generateOpenApiDocument(restRouter, {
    title: 'Profile',
    version,
    description:
      'People read and change their own profile, change their password and prove their email address.',
    baseUrl: '/',
    openApiVersion: '3.1.0',
    tags: ['Profile', 'Auth', 'Legacy'],
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: `An access token (RFC 9068) from sign-in or refresh. Scopes: ${scopes.join(', ')}.`,
      },
    },
  });

  const schemas: Record<string, object> = {};
  const paths: NonNullable<OpenAPIObject['paths']> = {};
  for (const operation of operations) {
    const { path, method } = operation.meta.openapi;
    const key = method.toLowerCase() as 'get' | 'post';
    // The generator strips a path's last slash, which the legacy one needs.
    const written = document.paths?.[path.replace(/(.)\/$/, '$1')]?.[key];
    if (!written) throw new Error(`${operation.name} is missing in the generated document`);
    paths[path] = { ...paths[path], [key]: finishOperation(operation, written, schemas) };
    Object.assign(schemas, namedSchema(operation.output, 'output'));
  }
  Object.assign(
    schemas,
    namedSchema(errorBody, 'output'),
    namedSchema(legacyError, 'output'),
    namedSchema(validationError, 'output'),
    namedSchema(httpValidationError, 'output'),
  );
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));

  return withoutNoise({
    ...document,
    license: undefined,
    paths,
    components: { securitySchemes: document.components?.securitySchemes, schemas: sorted },
  }) as OpenAPIObject;
}

/** Every error on `/api/v1` but 422. */
const errorBody = z
  .object({
    detail: z.string().meta({ description: 'A sentence for people' }),
    code: z
      .enum(Object.keys(errors) as [keyof typeof errors])
      .meta({ description: 'What went wrong, for programs' }),
  })
  .meta({ id: 'Error', description: 'Why the request was refused.' });

const legacyError = z
  .object({
    detail: z.string().optional(),
    code: z.string().optional(),
    messages: z
      .array(
        z.strictObject({ token_class: z.string(), token_type: z.string(), message: z.string() }),
      )
      .optional(),
    error: z.string().optional(),
  })
  .meta({ id: 'LegacyError', description: 'Why the request was refused, as Django says it.' });

function namedSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, object> {
  const { id } = schema.meta() ?? {};
  return id === undefined ? {} : { [id]: jsonSchema(schema, io) };
}
