import { endpointSection } from './endpoint.js';
import { anchor, link, paragraphs } from './markdown.js';
import { type ApiDocument, endpointsOf, schemasOf } from './openapi.js';
import { schemaSection } from './schema.js';

/** The page of one group of operations, complete in itself: every schema it needs is on it. */
export function groupPage(document: ApiDocument, { name, description }: ApiDocument['tags'][0]) {
  const endpoints = endpointsOf(document, name);
  const { schemas } = document.components;
  const names = schemasOf(endpoints, document);
  const count = `${endpoints.length} endpoint${endpoints.length === 1 ? '' : 's'}`;
  const index = endpoints.map(({ method, path, operation: { summary } }) => {
    const heading = `${method} ${path}`;
    return `- ${link(heading, anchor(heading))}: ${summary}`;
  });
  const page = paragraphs(
    `# ${name} API`,
    `Reference for the ${name} endpoint group — ${count}.`,
    description,
    'Generated from the live OpenAPI document. Re-run `pnpm generate` after changes.',
    '## Authentication',
    `All endpoints require a Bearer JWT in the \`Authorization\` header unless noted otherwise. See ${link('Concepts → Tokens and scopes', '../guides/tokens-and-scopes.md')} and ${link('Reference → Auth endpoints', 'auth.md')} for how to obtain one.`,
    '## Endpoints',
    'Every answer has a header `X-Request-Id`, which names the request in the server’s log.',
    names.includes('Error') &&
      'An error’s body has the code and the sentence that the tables give, such as `{ "detail": "Not authenticated", "code": "not_authenticated" }`; where it has more, an example follows. [Errors](errors.md) says of each what to do.',
    index.join('\n'),
    ...endpoints.map(endpointSection),
    '## Schemas',
    'Definitions for every type referenced by the endpoints above. Schema-to-schema references link within this page.',
    ...names.map((each) => schemaSection(each, schemas[each] ?? {})),
  );
  return `${page}\n`;
}
