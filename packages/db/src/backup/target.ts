/** What a backup is to be restored into has rows already. */
export class TargetOccupied extends Error {
  constructor(readonly database: string) {
    super(`There is data in ${database} already.`);
  }
}

/** Somebody has it open. */
export class TargetInUse extends Error {
  constructor(readonly database: string) {
    super(`${database} is in use. Stop its server first.`);
  }
}
