import type { Placeholder } from './template.js';

/** The texts that every mail has, and what each may have in braces. */
export const common = {
  greeting: ['host'],
  greeting_name: ['host', 'name'],
  copy_link: ['host'],
  fact_time: ['host'],
  fact_device: ['host'],
  fact_ip: ['host'],
  footer: ['host'],
} satisfies Record<string, readonly Placeholder[]>;
