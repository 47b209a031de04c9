import type { IncomingMessage } from 'node:http';
import type { BusboyConfig, BusboyInstance } from '@fastify/busboy';
import { Failure } from '@profile/api';
import { avatarLimit, avatarTooLarge } from '@profile/contract';

const limits: BusboyConfig['limits'] = {
  fileSize: avatarLimit,
  files: 1,
  fields: 4,
  fieldNameSize: 100,
  fieldSize: 1024,
  headerPairs: 20,
  headerSize: 4096,
};

/** With what is around the file: its boundaries, its headers, and a few fields. */
const bodyLimit = avatarLimit + 16 * 1024;

/** Of what is too large so much is read all the same: who is still sending hears no answer. */
const patience = 8 * avatarLimit;

/** How many are read at once, since each is kept in memory meanwhile. */
const most = 20;
let reading = 0;

/** How many of one user, who else could keep everybody from uploading by never sending the rest. */
const mostOfOne = 2;
const readingOf = new Map<string, number>();

/** The form of an upload, its file as bytes; empty when it is no form, of which every field is missing. */
export async function readUpload(
  request: IncomingMessage,
  user: string,
): Promise<Record<string, unknown>> {
  const own = readingOf.get(user) ?? 0;
  if (reading >= most || own >= mostOfOne) throw new Failure('busy', { retryAfter: 1 });
  reading++;
  readingOf.set(user, own + 1);
  try {
    return await readForm(request);
  } finally {
    reading--;
    const left = (readingOf.get(user) ?? 0) - 1;
    if (left > 0) readingOf.set(user, left);
    else readingOf.delete(user);
  }
}

async function readForm(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { 'content-type': type = '', 'content-length': length = 0 } = request.headers;
  if (Number(length) > bodyLimit) throw await tooLarge(request);
  if (!/^multipart\/form-data\s*(;|$)/i.test(type)) return {};
  const { Busboy } = await import('@fastify/busboy');
  try {
    return await parse(request, new Busboy({ headers: { 'content-type': type }, limits }));
  } catch (error) {
    request.unpipe();
    if (error instanceof TooLarge) throw await tooLarge(request);
    const detail = 'There was an error parsing the body';
    throw new Failure('malformed_request', { detail, cause: error });
  }
}

class TooLarge extends Error {}

function parse(request: IncomingMessage, parser: BusboyInstance): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const form = new Map<string, unknown>();
    parser.on('field', (name, text) => form.set(name, text));
    parser.on('file', (name, file) => {
      const chunks: Buffer[] = [];
      file.on('data', (chunk: Buffer) => chunks.push(chunk));
      file.on('limit', () => reject(new TooLarge()));
      file.on('error', reject);
      file.on('end', () => form.set(name, Buffer.concat(chunks)));
    });
    for (const limit of ['filesLimit', 'fieldsLimit'] as const) {
      parser.on(limit, () => reject(new Error(`The form has too many parts: ${limit}`)));
    }
    parser.on('finish', () => resolve(Object.fromEntries(form)));
    parser.on('error', reject);
    const cutOff = () => {
      // What has come whole closes too, before the parser is done with it.
      if (!request.readableEnded) reject(new Error('The body was cut off'));
    };
    if (request.destroyed) cutOff();
    request.on('close', cutOff).on('error', cutOff);
    request.pipe(parser);
  });
}

/** The refusal, once the rest has been read and thrown away, as far as that is worth it. */
function tooLarge(request: IncomingMessage): Promise<Failure> {
  const failure = new Failure('body_too_large', { detail: avatarTooLarge });
  let left = patience - Number(request.headers['content-length'] ?? 0);
  return new Promise((resolve) => {
    const answer = () => {
      request.pause();
      resolve(failure);
    };
    if (left < 0 || request.destroyed || request.readableEnded) return answer();
    request.on('data', (chunk: Buffer) => {
      left -= request.headers['content-length'] === undefined ? chunk.length : 0;
      if (left < 0) answer();
    });
    request.on('end', answer).on('close', answer).resume();
  });
}
