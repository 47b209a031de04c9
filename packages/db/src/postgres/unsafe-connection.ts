/** A connection would not be as safe as its address wants it. The message is for people. */
export class UnsafeConnection extends Error {
  override readonly name = 'UnsafeConnection';
}
