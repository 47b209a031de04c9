import type { IncomingMessage } from 'node:http';
import { Failure, invalidJson } from '@profile/api';
import { takeTurn } from './turns.js';

/** In bytes; what is longer is refused before it is kept. */
const bodyLimit = 100 * 1024;

/** How many milliseconds a body may take to come; who sends it more slowly holds a place for nothing. */
const patience = 7_000;

const tooSlow = 'The body did not come within seven seconds';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The body as the contract's rules want it: parsed JSON; undefined when it is empty; the text itself
 * when it isn't said to be JSON, which no schema for an object accepts.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  return parseJson(await readText(request), request.headers['content-type']);
}

export async function readText(request: IncomingMessage): Promise<string> {
  return decode(await readBytes(request));
}

export function parseJson(text: string, contentType: string | undefined): unknown {
  if (text === '') return undefined;
  if (!isJson(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidJson(error as SyntaxError);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Failure('malformed_request', { detail: 'There was an error parsing the body' });
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/([\w.!#$&^-]+\+)?json\s*(;|$)/i.test(contentType ?? '');
}

/** Not by `for await`, which would destroy the connection when it stops early. */
function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
      reject(new Failure('body_too_large'));
      return;
    }
    // Cut off while the token was checked: what would tell us of it has happened already.
    if (request.destroyed) {
      reject(new Failure('malformed_request'));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
      else settle(() => reject(new Failure('body_too_large')));
    };
    const onEnd = () =>
      settle(() =>
        takeTurn(
          () => resolve(Buffer.concat(chunks)),
          () => reject(new Failure('busy', { retryAfter: 1 })),
        ),
      );
    const onCutOff = () => settle(() => reject(new Failure('malformed_request')));
    const late = setTimeout(
      () => settle(() => reject(new Failure('malformed_request', { detail: tooSlow }))),
      patience,
    );
    const settle = (how: () => void) => {
      clearTimeout(late);
      request.off('data', onData).off('end', onEnd).off('close', onCutOff).off('error', onCutOff);
      request.pause();
      how();
    };
    request.on('data', onData).on('end', onEnd).on('close', onCutOff).on('error', onCutOff);
  });
}
