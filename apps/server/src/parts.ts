// What `@profile/testing` makes its servers of.
export { memoryMedia } from '@profile/api';
export { assemble } from './assemble.js';
export { type Config, readConfig } from './config.js';
export type { Message } from './mail/message.js';
export type { Transport } from './mail/transports.js';
