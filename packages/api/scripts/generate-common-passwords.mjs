// Writes data/common-passwords.txt: those of zxcvbn's list that are long enough to be accepted.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const passwords = createRequire(import.meta.url)('@zxcvbn-ts/language-common/src/passwords.json');
const long = passwords.map((word) => word.normalize('NFKC').toLowerCase());
const lines = [...new Set(long)].filter((word) => [...word].length >= 8).sort();
writeFileSync(
  new URL('../data/common-passwords.txt', import.meta.url),
  lines.map((word) => `${word}\n`).join(''),
);
