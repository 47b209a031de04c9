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

/** The reference: one Markdown page a group. */
export function referencePages(document: ApiDocument): Page[] {
  return document.tags.map((tag) => ({
    file: `${tag.name.toLowerCase()}.md`,
    title: `${tag.name} API`,
    summary: tag.description,
    text: groupPage(document, tag),
  }));
}
