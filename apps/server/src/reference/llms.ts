import { link, paragraphs } from './markdown.js';
import type { ApiDocument } from './openapi.js';
import type { Page } from './pages.js';

/** The index at `/llms.txt` (llmstxt.org): what this is, and where each text about it lies. */
export function llmsIndex({ info }: ApiDocument, reference: Page[], guides: Page[]): string {
  const text = paragraphs(
    `# ${info.title}`,
    `> ${info.summary}`,
    'A profile and account backend. The same operations are served as REST under `/api/v1`, in the words of FastAPI, and as tRPC under `/trpc`; one more endpoint serves clients of Django backends. Who is calling is said by `Authorization: Bearer <access token>`. Errors are JSON with a `detail` for people and a `code` for programs.',
    '## Reference',
    [
      ...reference.map((page) => entry('/docs/', page)),
      `- ${link('OpenAPI document', '/openapi.json')}: every operation with its fields, rules and errors, for programs`,
      `- ${link('Interactive reference', '/docs')}: the same in a browser, to try requests in`,
    ].join('\n'),
    guides.length > 0 && '## Guides',
    guides.map((page) => entry('/guides/', page)).join('\n'),
  );
  return `${text}\n`;
}

function entry(folder: string, { file, title, summary }: Page): string {
  return `- ${link(title, folder + file)}: ${summary}`;
}
