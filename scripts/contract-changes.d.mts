/** A change between two OpenAPI documents. */
export interface Change {
  name: string;
  breaking: boolean;
}

export function contractChanges(before: object, after: object): Change[];
