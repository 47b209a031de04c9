/** In a body, where each request says another number, of as many digits. */
export const anew = '0000000000';

/** A request as it goes over the wire, and where in it the digits are that change. */
export function toBytes({ method = 'GET', path, headers = {}, body }) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = Object.entries({
    host: 'localhost',
    ...headers,
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const bytes = Buffer.from(head + text);
  return { bytes, digits: text.includes(anew) ? bytes.indexOf(anew, head.length) : -1 };
}
