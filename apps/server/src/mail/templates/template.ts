/** A link that works once, as its token's row says. */
export interface Link {
  url: string;
  madeAt: Date;
  expiresAt: Date;
}

/** What happened, as far as it is known. */
export interface Occasion {
  at: Date;
  /** The network address it came from. */
  ip?: string | undefined;
  /** A name that we know a device by, never words of its own. */
  device?: string | undefined;
  link?: Link | undefined;
}

/** Something that may be told to an address that the account had before, which never names the new one. */
export interface ToFormer extends Occasion {
  former: boolean;
}

/** What a text may have in braces. */
export type Placeholder = 'host' | 'time' | 'expires' | 'duration' | 'name';

/** For texts that stand in a mail whether or not there is a link. */
export const always = ['host', 'time'] as const;
/** For texts that stand only beside a link. */
export const linked = [...always, 'expires', 'duration'] as const;

export type Block<Key extends string = string> =
  | { say: Key }
  | { facts: Occasion }
  | { button: Key; link: Link }
  | { code: string };

/** A mail by the keys of its texts, in no language yet. */
export interface Letter<Key extends string = string> {
  subject: Key;
  blocks: Block<Key>[];
}

export interface Template<Props extends Occasion = Occasion, Key extends string = string> {
  /** Its texts in every language's catalogue, and what each may have in braces. */
  texts: Readonly<Record<Key, readonly Placeholder[]>>;
  write(props: Props): Letter<Key>;
}

/** Holds a template to the keys of its own texts. */
export function template<Props extends Occasion, Key extends string>(
  given: Template<Props, Key> & { write(props: Props): Letter<NoInfer<Key>> },
): Template<Props, Key> {
  return given;
}
