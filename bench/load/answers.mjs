// HTTP/1.1 answers out of the bytes of one connection, as few steps as that takes.
const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');
const nothing = Buffer.alloc(0);

/** A function for the bytes as they come; it tells `onAnswer` the status of each whole answer. */
export function createReader(onAnswer) {
  let kept = nothing;
  return (bytes) => {
    kept = kept.length > 0 ? Buffer.concat([kept, bytes]) : bytes;
    for (;;) {
      const answer = firstAnswer(kept);
      if (!answer) {
        if (kept.length > 0) kept = Buffer.from(kept);
        return;
      }
      kept = answer.length < kept.length ? kept.subarray(answer.length) : nothing;
      onAnswer(answer);
    }
  };
}

/** The answer that the bytes begin with, if it is whole. */
function firstAnswer(bytes) {
  const end = bytes.indexOf(endOfHead);
  if (end === -1) return undefined;
  const head = bytes.latin1Slice(0, end);
  const status = Number(head.slice(9, 12));
  const body = end + endOfHead.length;
  const length = body + bodyLength(head, status, bytes, body);
  if (!(length <= bytes.length)) return undefined;
  return { status, head, body, length, closes: /\r\nconnection: close/i.test(head) };
}

/** Not a number while the last chunk isn't there. */
function bodyLength(head, status, bytes, body) {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) return Number(length);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunksLength(bytes, body);
  if (status === 204 || status === 304) return 0;
  throw new Error(`An answer does not say how long it is:\n${head}`);
}

function chunksLength(bytes, from) {
  let at = from;
  for (;;) {
    const line = bytes.indexOf(endOfLine, at);
    if (line === -1) return Number.NaN;
    const size = Number.parseInt(bytes.latin1Slice(at, line), 16);
    at = line + endOfLine.length + size + endOfLine.length;
    if (size === 0) return at - from;
  }
}
