export type {
  Clock,
  Inbox,
  MailFilter,
  NewTestUser,
  ReceivedMail,
  TestProfileServer,
  TestServerOptions,
  TestUser,
  TimeSpan,
} from './interface.js';
export { createTestProfileServer } from './server.js';
