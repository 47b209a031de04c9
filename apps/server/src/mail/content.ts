import { isPlainName } from './templates/greeting.js';
import { html } from './templates/html.js';
import { hypertext } from './templates/hypertext.js';
import { directionOf } from './templates/language.js';
import { passagesOf, type Words } from './templates/passages.js';
import { plainText, plainWords } from './templates/plain-text.js';
import type { Reader } from './templates/reader.js';
import { fill, valuesOf } from './templates/values.js';
import { type Mail, writeLetter } from './templates.js';
import type { MailTexts } from './texts.js';

/** What a mail says, in both forms; names and addresses in it are escaped for each. */
export interface Content {
  subject: string;
  text: string;
  html: string;
}

interface Circumstances {
  texts: MailTexts;
  publicUrl: string;
  reader: Reader;
  /** Only of somebody who has proved the address that the mail goes to. */
  name?: string | undefined;
}

/** Puts a mail into its reader's language. */
export function contentOf(mail: Mail, circumstances: Circumstances): Content {
  const { texts, publicUrl, reader } = circumstances;
  const catalogue = texts.catalogues.get(reader.language);
  if (!catalogue) throw new Error(`There are no texts in ${reader.language}`);
  const name =
    circumstances.name && isPlainName(circumstances.name) ? circumstances.name : undefined;
  const values = valuesOf(mail.props, { host: new URL(publicUrl).host, name, reader });
  const words: Words = {
    own: (key) => fill(catalogue[mail.kind][key], values),
    common: (key) => fill(catalogue.common[key], values),
    time: values.time,
    named: name !== undefined,
  };

  const letter = writeLetter(mail);
  const passages = passagesOf(letter, words);
  const direction = directionOf(reader.language);
  const subject = plainWords(words.own(letter.subject), 'ltr').replace(
    /[\p{Cc}\p{Zl}\p{Zp}]+/gu,
    ' ',
  );
  const parts: Record<string, string> = {
    content: hypertext(passages, reader.language, direction).source,
    subject: html`${subject}`.source,
    lang: reader.language,
    dir: direction,
  };
  return {
    subject,
    text: plainText(passages, direction),
    html: texts.layout.replace(/\{\{(\w+)\}\}/g, (_, part: string) => parts[part] ?? ''),
  };
}
