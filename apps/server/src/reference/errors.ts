import {
  clientExplanations,
  type ErrorCode,
  type Explanation,
  errors,
  explanations,
} from '@profile/contract';
import { anchor, code, json, link, paragraphs, table } from './markdown.js';
import { type ApiDocument, type Endpoint, endpointsOf } from './openapi.js';

export const errorsFile = 'errors.md';

/** What comes with an error beside its sentence: over REST, over tRPC, and in the client. */
const brings: Partial<Record<ErrorCode, string>> = {
  validation_error:
    '`detail` is the list of faults, and over REST there is no `code`: the body is FastAPI’s `HTTPValidationError`.',
  stale_version: 'In the client for TypeScript, `current` is the profile as it is now.',
  verification_cooldown:
    '`Retry-After`, and `email_verification` in the body (in the client `retryAfter` and `emailVerification`).',
  not_authenticated: 'The header `WWW-Authenticate: Bearer`.',
  invalid_token: 'The header `WWW-Authenticate: Bearer error="invalid_token"`.',
  insufficient_scope: 'The header `WWW-Authenticate`, with the scope that is needed.',
  method_not_allowed: 'The header `Allow`.',
};

/** What comes with whatever says how long to wait. */
const wait = 'The header `Retry-After`, in seconds (in the client `retryAfter`).';
const waits: ErrorCode[] = ['too_many_requests', 'busy', 'unavailable'];

/** What the client for TypeScript makes of some. */
const inClient: Partial<Record<ErrorCode, string>> = {
  invalid_refresh_token: 'is the `cause` of `signed_out`',
  invalid_token:
    'renews the token and repeats the call; it throws this when that one is refused too',
  not_found: 'throws `unexpected_response`',
  method_not_allowed: 'throws `unexpected_response`',
  malformed_request: 'throws `unexpected_response`',
  malformed_if_match: 'sends `expected_version` instead of the header',
};

/** The page of every error: what happened, what to do, and which operations answer with it. */
export function errorsPage(document: ApiDocument): string {
  const codes = Object.keys(errors) as ErrorCode[];
  const own = Object.entries<Explanation>(clientExplanations);
  const page = paragraphs(
    '# Errors',
    'Every error code: what happened, what to do about it, and which operations answer with it.',
    'Generated from the contract and the live OpenAPI document. Re-run `pnpm generate` after changes.',
    'A refusal over REST has its code beside a sentence for people, and every answer has a header `X-Request-Id`, which names the request in the server’s log:',
    json({ detail: errors.stale_version.detail, code: 'stale_version' }),
    'Over tRPC the same body is `error.data.error`, and `error.data.retry_after` is what the header `Retry-After` says. The client for TypeScript throws a `ProfileError` with the `code`; the type of each method has those that it can throw, and `settle(call)` gives them for a `switch` that the compiler finds complete. The legacy endpoint says its errors [as Django does](legacy.md).',
    table(
      ['Code', 'Status', 'Sentence'],
      [
        ...codes.map((each) => [codeLink(each), String(errors[each].status), errors[each].detail]),
        ...own.map(([each, { happened }]) => [codeLink(each), 'client', firstSentence(happened)]),
      ],
    ),
    '## Of the server',
    ...codes.map((each) => serverSection(each, document)),
    '## Of the client for TypeScript',
    'These it finds by itself, without an answer of the server or beside it.',
    ...own.map(([each, explanation]) => paragraphs(`### ${each}`, ...explained(explanation))),
  );
  return `${page}\n`;
}

function serverSection(each: ErrorCode, document: ApiDocument): string {
  const { status, detail } = errors[each];
  const brought = waits.includes(each) ? wait : brings[each];
  const client = inClient[each];
  return paragraphs(
    `### ${each}`,
    `${code(String(status))} ${detail}`,
    ...explained(explanations[each]),
    brought && `**Comes with:** ${brought}`,
    client && `**The client for TypeScript** ${client}.`,
    `**From:** ${operationsWith(each, document)}`,
  );
}

function explained({ happened, client, operator }: Explanation): (string | undefined)[] {
  return [
    `**What happened:** ${happened}`,
    `**What to do:** ${client}`,
    operator && `**If you run the server:** ${operator}`,
  ];
}

/** Links to the operations that the document says answer with a code. */
function operationsWith(each: ErrorCode, document: ApiDocument): string {
  const groups = document.tags.filter(({ name }) => name !== 'Legacy');
  const all = groups.flatMap(({ name }) =>
    endpointsOf(document, name).map((endpoint) => ({ group: name, endpoint })),
  );
  const found = all.filter(({ endpoint }) => codesOf(endpoint).includes(each));
  if (found.length === 0) return 'any address that is none of an operation.';
  if (found.length === all.length) return 'every operation.';
  return found
    .map(({ group, endpoint: { method, path } }) => {
      const heading = `${method} ${path}`;
      return link(heading, `${group.toLowerCase()}.md${anchor(heading)}`);
    })
    .join(', ');
}

function codesOf({ operation }: Endpoint): string[] {
  return Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
    status === '422'
      ? ['validation_error']
      : Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples)),
  );
}

const codeLink = (each: string) => link(code(each), anchor(each));

const firstSentence = (text: string) => /^.+?(?=[.:] |\.$)/.exec(text)?.[0] ?? text;

/** The codes that begin a description's paragraphs, with links to what is said of them. */
export function withCodeLinks(description: string): string {
  return description.replace(/^`(\w+)`(?=: )/gm, (text, each: string) =>
    each in errors ? link(text, errorsFile + anchor(each)) : text,
  );
}
