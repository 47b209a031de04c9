/**
 * Plain names only: whoever took an account over may have put a link, a telephone number or a
 * sentence there, to be read in the very mail that warns of them.
 */
const plain = /^(?=.{1,40}$)\p{L}[\p{L}\p{M}'’ -]*(\.( [\p{L}\p{M}'’ -]*)?)*$/u;

export function greeting(name: string | undefined): string {
  return name !== undefined && plain.test(name) ? `Hello ${name},` : 'Hello,';
}
