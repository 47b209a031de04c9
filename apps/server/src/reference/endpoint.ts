import { curl } from './curl.js';
import { withCodeLinks } from './errors.js';
import { block, code, json, paragraphs, table } from './markdown.js';
import { type Content, type Endpoint, nameOf, type Operation, type Response } from './openapi.js';
import { typeOf } from './types.js';

/** The section of one operation: what it takes, what it answers, and an example of both. */
export function endpointSection(endpoint: Endpoint): string {
  const { method, path, operation } = endpoint;
  const { summary, description, security, requestBody, responses } = operation;
  const parameters = parameterRows(operation);
  return paragraphs(
    `### ${method} ${path}`,
    `**${summary}**`,
    description,
    !takes(security, 'bearer') && 'No access token is needed.',
    parameters.length > 0 && '**Parameters:**',
    parameters.length > 0 && table(['Name', 'In', 'Required', 'Type', 'Description'], parameters),
    requestBody && '**Request body:**',
    requestBody && (requestBody.required ? 'Required.' : 'Optional; may be left out.'),
    requestBody && bodyOf(requestBody.content),
    '**Responses:**',
    table(['Status', 'Body', 'When'], Object.entries(responses).map(responseRow)),
    '**Example:**',
    block('sh', curl(endpoint)),
    ...Object.entries(responses).flatMap(exampleBlocks),
  );
}

function parameterRows({ security, parameters = [] }: Operation): string[][] {
  const rows = parameters.map(({ name, in: place, required, schema, description = '' }) => [
    code(name),
    place,
    required ? 'yes' : 'no',
    typeOf(schema),
    description,
  ]);
  const cookie = takes(security, 'refreshCookie');
  const bearer = `${code('Bearer <access token>')}; without it${cookie ? ' and the cookie' : ''} the answer is 401`;
  const kept = `A refresh token that went into it by ${code('token_delivery')}; on https it is ${code('__Secure-profile_refresh')}`;
  return [
    ...(takes(security, 'bearer')
      ? [[code('Authorization'), 'header', cookie ? 'no' : 'yes', code('string'), bearer]]
      : []),
    ...(cookie ? [[code('profile_refresh'), 'cookie', 'no', code('string'), kept]] : []),
    ...rows,
  ];
}

const takes = (security: object[], scheme: string): boolean =>
  security.some((way) => scheme in way);

function bodyOf(content: Record<string, Content> | undefined): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => `${code(type)} → ${typeOf(schema)}`)
    .join('\n');
}

function responseRow([status, { description, headers = {}, content }]: [string, Response]) {
  const names = Object.keys(headers).filter((name) => name !== 'X-Request-Id');
  const also = names.length > 0 ? `\nHeader: ${names.map(code).join(', ')}` : '';
  return [code(status), bodyOf(content) || 'none', withCodeLinks(description) + also];
}

/** The bodies that a response may have; those of plain errors the table gives word for word. */
function exampleBlocks([status, { content = {} }]: [string, Response]): string[] {
  return Object.values(content)
    .filter(({ schema }) => nameOf(schema.allOf?.[0]?.$ref ?? '') !== 'Error')
    .flatMap(({ example, examples = {} }) => [
      ...(example === undefined ? [] : [['', example] as const]),
      ...Object.entries(examples).map(([name, { value }]) => [name, value] as const),
    ])
    .map(([name, value]) =>
      paragraphs(`${code(status)}${name && `, ${code(name)}`}:`, json(value)),
    );
}
