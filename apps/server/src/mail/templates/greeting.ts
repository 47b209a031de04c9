/**
 * Plain names only: whoever took an account over may have put a link, a telephone number or a
 * sentence there, to be read in the very mail that warns of them.
 */
const plain = /^(?=.{1,40}$)\p{L}[\p{L}\p{M}'’ -]*(\.( [\p{L}\p{M}'’ -]*)?)*$/u;

export const isPlainName = (name: string): boolean => plain.test(name);
