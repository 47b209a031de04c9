import type { Endpoint } from './openapi.js';

/** A request to a server that was started as the README says, with the access token in `$token`. */
export function curl({ method, path, operation }: Endpoint): string {
  const { security, requestBody } = operation;
  const example = Object.values(requestBody?.content ?? {})[0]?.example;
  return [
    `curl ${implied(method, example) ? '' : `-X ${method} `}http://localhost:8080${path}`,
    ...(security.length > 0 ? ['-H "authorization: Bearer $token"'] : []),
    ...(example === undefined
      ? []
      : ["-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(example))}`]),
  ].join(' \\\n  ');
}

/** The method that curl takes without being told. */
function implied(method: string, body: unknown): boolean {
  return method === (body === undefined ? 'GET' : 'POST');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
