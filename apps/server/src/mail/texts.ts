import { fileURLToPath } from 'node:url';
import { languageFor } from './templates/language.js';
import type { Fault, PartialCatalogue } from './texts/faults.js';
import { readFolder } from './texts/folder.js';
import { type Catalogue, sections } from './texts/vocabulary.js';

/** What mails say in every language, and the page around it. */
export interface MailTexts {
  /** By language, such as `de` or `pt-BR`; each is complete. */
  catalogues: ReadonlyMap<string, Catalogue>;
  layout: string;
}

const ours = fileURLToPath(new URL('../../assets/mail', import.meta.url));

/** The texts that ship with us, changed and added to by those in a folder; `fault` is told what is wrong. */
export function readMailTexts(folder?: string, fault: Fault = refuse): MailTexts {
  return folder === undefined ? whenAsked(() => merge(undefined, fault)) : merge(folder, fault);
}

/** Ours have no faults to tell, so nobody need wait for them at the start. */
function whenAsked(read: () => MailTexts): MailTexts {
  let texts: MailTexts | undefined;
  const get = () => {
    texts ??= read();
    return texts;
  };
  return {
    get catalogues() {
      return get().catalogues;
    },
    get layout() {
      return get().layout;
    },
  };
}

function merge(folder: string | undefined, fault: Fault): MailTexts {
  const shipped = readFolder(ours, refuse);
  const given = folder === undefined ? undefined : readFolder(folder, fault);
  const languages = [...shipped.catalogues.keys()];
  const catalogues = new Map<string, Catalogue>();
  const add = (language: string, changes: PartialCatalogue | undefined) => {
    // What `de-AT` doesn't say otherwise it says as `de`; what a new language lacks, in English.
    const base = languageFor(language, languages) ?? 'en';
    catalogues.set(language, merged(catalogues.get(language) ?? catalogues.get(base), changes));
  };
  for (const language of languages) {
    add(language, shipped.catalogues.get(language));
    add(language, given?.catalogues.get(language));
  }
  for (const [language, changes] of given?.catalogues ?? []) {
    if (!languages.includes(language)) add(language, changes);
  }
  return { catalogues, layout: given?.layout ?? shipped.layout ?? '' };
}

function merged(base: Catalogue | undefined, changes: PartialCatalogue = {}): Catalogue {
  const entries = sections.map((name) => [name, { ...base?.[name], ...changes[name] }]);
  return Object.fromEntries(entries) as Catalogue;
}

function refuse(sentence: string): never {
  throw new Error(`The texts of mails: ${sentence}`);
}
