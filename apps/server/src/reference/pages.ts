import { errorsFile, errorsPage } from './errors.js';
import { groupPage } from './group.js';
import type { ApiDocument } from './openapi.js';

export interface Page {
  /** Such as `profile.md`. */
  file: string;
  title: string;
  /** One line that says what it is about. */
  summary: string;
  text: string;
}

/** The reference: one Markdown page a group, and one of the errors. */
export function referencePages(document: ApiDocument): Page[] {
  const groups = document.tags.map((tag) => ({
    file: `${tag.name.toLowerCase()}.md`,
    title: `${tag.name} API`,
    summary: tag.description,
    text: groupPage(document, tag),
  }));
  const summary = 'Every error code: what happened, what to do, which operations answer with it.';
  return [...groups, { file: errorsFile, title: 'Errors', summary, text: errorsPage(document) }];
}
