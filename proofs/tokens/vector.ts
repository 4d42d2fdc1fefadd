import type { Issuer } from './issuers.js';

/** How a request presents what it brings. */
export interface Presented {
  readonly headers: readonly (readonly [string, string])[];
  /** Absent: the protected operation as it is. */
  readonly query?: string;
  readonly body?: string;
}

/** One thing that must not be taken for a credential. */
export interface Vector {
  readonly name: string;
  /** A text is sent as `Authorization: Bearer`; null where this attack makes no sense against this issuer. */
  readonly make: (issuer: Issuer) => string | Presented | null;
}

/** Vectors of one kind: the good token of the issuer passes beside them, so that they are refused for what is wrong with them. */
export interface VectorClass {
  readonly name: string;
  readonly vectors: readonly Vector[];
}

export function vector(name: string, make: Vector['make']): Vector {
  return { name, make };
}

export const asBearer = (text: string): Presented => ({ headers: [['Authorization', `Bearer ${text}`]] });
