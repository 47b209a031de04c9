import { type Catalogue, isSection, sections, vocabulary } from './vocabulary.js';

export type Fault = (sentence: string) => void;
export type PartialCatalogue = { [Section in keyof Catalogue]?: Record<string, string> };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (names: Iterable<string>) => [...names].join(', ');

/** Reads a catalogue that may have any part of what there is to say; tells every fault by its key. */
export function parseCatalogue(source: string, fault: Fault): PartialCatalogue {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    fault(`must be JSON: ${(error as Error).message.replace(/[\s\p{Cc}]+/gu, ' ')}`);
    return {};
  }
  if (!isObject(value)) {
    fault('must be a JSON object such as {"password-changed":{"subject":"Your password is new"}}');
    return {};
  }
  const catalogue: PartialCatalogue = {};
  for (const [section, texts] of Object.entries(value)) {
    if (!isSection(section)) {
      fault(`has "${section}", which is no mail; it may have ${listed(sections)}`);
    } else if (!isObject(texts)) {
      fault(`${section} must be an object such as {"subject":"…"}`);
    } else {
      catalogue[section] = parseSection(section, texts, fault);
    }
  }
  return catalogue;
}

function parseSection(
  section: keyof Catalogue,
  texts: Record<string, unknown>,
  fault: Fault,
): Record<string, string> {
  const known = vocabulary[section];
  const good: Record<string, string> = {};
  for (const [key, text] of Object.entries(texts)) {
    const place = `${section}.${key}`;
    const allowed = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!allowed) {
      fault(`has ${place}, which is no text; ${section} may have ${listed(Object.keys(known))}`);
    } else if (typeof text !== 'string' || text.trim() === '') {
      fault(`${place} must be a text`);
    } else if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) {
      fault(`${place} must be on one line, without control characters`);
    } else {
      const strangers = [...text.matchAll(/\{([^{}]*)\}/g)].filter(
        ([, name]) => !allowed.some((each) => each === name),
      );
      for (const [stranger] of strangers) {
        fault(
          `${place} has ${stranger}; it may have ${listed(allowed.map((each) => `{${each}}`))}`,
        );
      }
      if (strangers.length === 0) good[key] = text;
    }
  }
  return good;
}

const layoutParts = ['content', 'subject', 'lang', 'dir'];

export function checkLayout(source: string, fault: Fault): void {
  const parts = [...source.matchAll(/\{\{(.*?)\}\}/g)].map(([, part = '']) => part);
  const places = listed(layoutParts.map((part) => `{{${part}}}`));
  for (const part of parts.filter((each) => !layoutParts.includes(each))) {
    fault(`has {{${part}}}; it may have ${places}`);
  }
  if (!parts.includes('content')) fault('must have {{content}} where the mail is to stand');
}
