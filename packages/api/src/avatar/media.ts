/** Where files are kept that anybody may see who knows their names. */
export interface Media {
  /** Keeps a file; it is there whole or not at all, and stays there when the machine fails. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Forgets every file of a folder; nothing happens when there is none. */
  remove(folder: string): Promise<void>;
}

/** For whoever has no files: what is to be removed waits for a server that has them. */
export const mediaElsewhere: Media = {
  put: elsewhere,
  read: elsewhere,
  remove: elsewhere,
};

async function elsewhere(): Promise<never> {
  throw new Error('The files are elsewhere');
}
