import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupDamaged } from '@profile/db';
import { z } from 'zod';
import { parts } from './folder.js';

const schema = z.object({
  format: z.literal(1),
  created_at: z.string(),
  /** Which database it is of, without its password. */
  of: z.string(),
  migration: z.string(),
  rows: z.record(z.string(), z.number()),
  /** How many pictures are in it; null when they were left out. */
  pictures: z.number().nullable(),
  /** Which profiles' pictures had no files any more. */
  missing_pictures: z.array(z.string()),
});

/** What a backup says of itself. */
export type About = z.infer<typeof schema>;

export async function readAbout(folder: string): Promise<About> {
  const found = parsed(await readFile(join(folder, parts.about), 'utf8'));
  const known = schema.safeParse(found);
  if (known.success) return known.data;
  const { format } = (found ?? {}) as { format?: unknown };
  throw new BackupDamaged(
    typeof format === 'number' && format > 1
      ? `${folder} was made by a newer version. Restore it with that one.`
      : `${parts.about} in ${folder} does not say what a backup's says.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
