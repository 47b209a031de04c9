/** Whether a package may be part of what we ship. */
export function mayShip(id: string, licence: string): boolean;
