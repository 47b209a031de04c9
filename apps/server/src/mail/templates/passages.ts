import type { Block, Letter, Occasion } from './template.js';
import { leftToRight, type Pieces, type Value } from './values.js';

/** A part of a mail in its reader's language, in neither of the two forms yet. */
export type Passage =
  | { is: 'text' | 'footer'; words: Pieces }
  | { is: 'facts'; facts: { label: Pieces; value: Value }[] }
  | { is: 'button'; words: Pieces; url: string }
  | { is: 'code'; code: string }
  /** The button's address again, for readers that show no buttons. */
  | { is: 'copy'; words: Pieces; url: string };

export interface Words {
  /** A text of this kind of mail. */
  own(key: string): Pieces;
  /** A text that all kinds share. */
  common(key: string): Pieces;
  time: Value;
  named: boolean;
}

export function passagesOf({ blocks }: Letter, words: Words): Passage[] {
  const { common, named } = words;
  const buttons = blocks.flatMap((block) => ('button' in block ? [block.link] : []));
  return [
    { is: 'text', words: common(named ? 'greeting_name' : 'greeting') },
    ...blocks.map((block) => passageOf(block, words)),
    ...buttons.map(({ url }) => ({ is: 'copy', words: common('copy_link'), url }) as const),
    { is: 'footer', words: common('footer') },
  ];
}

function passageOf(block: Block, words: Words): Passage {
  if ('say' in block) return { is: 'text', words: words.own(block.say) };
  if ('code' in block) return { is: 'code', code: block.code };
  if ('facts' in block) return { is: 'facts', facts: factsOf(block.facts, words) };
  return { is: 'button', words: words.own(block.button), url: block.link.url };
}

function factsOf({ device, ip }: Occasion, { common, time }: Words) {
  const facts = [{ label: common('fact_time'), value: time }];
  if (device !== undefined) {
    facts.push({ label: common('fact_device'), value: leftToRight(device) });
  }
  if (ip !== undefined) facts.push({ label: common('fact_ip'), value: leftToRight(ip) });
  return facts;
}
