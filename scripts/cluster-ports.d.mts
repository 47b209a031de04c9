export function takenPort(ports: number[]): Promise<number | undefined>;
