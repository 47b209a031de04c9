import type { Endpoint } from './openapi.js';

/** A request to a server that was started as the README says, with the access token in `$token`. */
export function curl({ method, path, operation }: Endpoint): string {
  const { security, requestBody, parameters = [] } = operation;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const given = parameters.find((each) => each.name === name);
    return String(given?.schema.examples?.[0] ?? name);
  });
  const content = requestBody?.content ?? {};
  const { example } = Object.values(content)[0] ?? {};
  return [
    `curl ${implied(method, example) ? '' : `-X ${method} `}http://localhost:8080${filled}`,
    ...(security.some((way) => 'bearer' in way) ? ['-H "authorization: Bearer $token"'] : []),
    ...('multipart/form-data' in content ? ['-F avatar=@avatar.png'] : []),
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
