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

export const pageFile = (tag: string): string => `${tag.toLowerCase()}.md`;

/** The reference: one Markdown page a group. */
export function referencePages(document: ApiDocument): Page[] {
  return document.tags.map((tag) => ({
    file: pageFile(tag.name),
    title: `${tag.name} API`,
    summary: tag.description,
    text: groupPage(document, tag),
  }));
}
