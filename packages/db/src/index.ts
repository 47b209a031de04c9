export { type BackupContents, BackupDamaged, examineBackup } from './backup/examine.js';
export { checkTarget, restoreInto } from './backup/restore.js';
export { takeSnapshot } from './backup/snapshot.js';
export { TargetInUse, TargetOccupied } from './backup/target.js';
export { TransferFailed } from './copy-table.js';
export { outward } from './disk.js';
export * from './errors.js';
export { type Inspection, inspectDatabase } from './inspect.js';
export type { Migrations } from './migrations.js';
export { databaseName } from './name.js';
export { AddressError } from './postgres/address.js';
export { UnsafeConnection } from './postgres/unsafe-connection.js';
export type { NewAccount } from './repositories/accounts.js';
export {
  type MailDescription,
  type MailState,
  mailStates,
  type NewMail,
} from './repositories/outbox.js';
export type { ProfileChange } from './repositories/profiles.js';
export type { CallerSession } from './repositories/sessions.js';
export type {
  MailData,
  MailToken,
  OutboxMail,
  Session,
  SigningKey,
  User,
} from './schema/tables.js';
export { type Database, type Load, openStore, type Repositories, type Store } from './store.js';
export { transfer } from './transfer.js';
