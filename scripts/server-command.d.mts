export const serverCommand: [flag: string, script: string];
