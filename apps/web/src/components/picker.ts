import type { Fault } from '../faults.js';

export interface PickerProps {
  value: string;
  fault: Fault | undefined;
  onChange(value: string): void;
}
