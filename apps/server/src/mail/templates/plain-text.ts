import type { Direction } from './language.js';
import type { Passage } from './passages.js';
import type { Pieces } from './values.js';

const isolates = { ltr: '\u2066', auto: '\u2068' };
const endOfIsolate = '\u2069';

/**
 * A text with its values. From right to left they are isolated, so that the signs around a host or
 * an address don't move; a link and a code stand on lines of their own, where the marks would be
 * copied along.
 */
export function plainWords(pieces: Pieces, direction: Direction): string {
  const plain = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if (direction === 'ltr') return piece.text;
    return `${isolates[piece.direction]}${piece.text}${endOfIsolate}`;
  });
  return plain.join('');
}

export function plainText(passages: Passage[], direction: Direction): string {
  return `${passages.flatMap((passage) => written(passage, direction)).join('\n\n')}\n`;
}

function written(passage: Passage, direction: Direction): string | [] {
  switch (passage.is) {
    case 'text':
    case 'footer':
      return plainWords(passage.words, direction);
    case 'button':
      return passage.url;
    case 'code':
      return passage.code;
    case 'facts':
      return passage.facts
        .map(({ label, value }) => plainWords([...label, ' ', value], direction))
        .join('\n');
    case 'copy':
      return [];
  }
}
