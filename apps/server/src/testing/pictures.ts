import { randomUUID } from 'node:crypto';

/** A PNG of one pixel. */
export const tinyPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12MwXlUOAAJoAVWbqZLVAAAAAElFTkSuQmCC',
  'base64',
);

/** A WebP of 16 million pixels, all alike, so that its making takes long. */
export const largePicture = Buffer.from(
  'UklGRh4AAABXRUJQVlA4TBEAAAAvn8/nEwdQjyJXq4CBiOh/AAA=',
  'base64',
);

interface Part {
  name: string;
  filename?: string;
  type?: string;
  bytes: Buffer | string;
}

/** A form as a browser sends it: text for what is a text, and for bytes a file. */
export function form(fields: Record<string, Buffer | string> | Part[]) {
  const parts = Array.isArray(fields)
    ? fields
    : Object.entries(fields).map(([name, bytes]) => ({
        name,
        bytes,
        ...(typeof bytes !== 'string' && { filename: 'a.png', type: 'image/png' }),
      }));
  const boundary = randomUUID();
  const written = parts.flatMap(({ name, filename, type, bytes }: Part) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    type === undefined ? '' : `\r\nContent-Type: ${type}`,
    '\r\n\r\n',
    bytes,
    '\r\n',
  ]);
  return {
    body: Buffer.concat([...written, `--${boundary}--\r\n`].map((each) => Buffer.from(each))),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
