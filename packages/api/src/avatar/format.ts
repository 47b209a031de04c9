/** By their first bytes; what a file is called or said to be is no sign of what is in it. */
const signatures: ((bytes: Buffer) => boolean)[] = [
  // JPEG, PNG, GIF, WebP, AVIF.
  (bytes) => begins(bytes, 0, '\xff\xd8\xff'),
  (bytes) => begins(bytes, 0, '\x89PNG\r\n\x1a\n'),
  (bytes) => begins(bytes, 0, 'GIF87a') || begins(bytes, 0, 'GIF89a'),
  (bytes) => begins(bytes, 0, 'RIFF') && begins(bytes, 8, 'WEBP'),
  (bytes) => begins(bytes, 4, 'ftyp') && brands(bytes).some((brand) => /^avi[fs]$/.test(brand)),
];

/** Whether it is of a format that pictures may have. */
export function isPicture({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return signatures.some((matches) => matches(bytes));
}

function begins(bytes: Buffer, at: number, text: string): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}

/** What the first box of an ISO media file says that it can be read as, four letters each. */
function brands(bytes: Buffer): string[] {
  if (bytes.length < 16) return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  return bytes.toString('latin1', 8, end).match(/[\s\S]{4}/g) ?? [];
}
