import type { RoutingDocument } from '@app/routing';
import type { OwnNumber } from '../drafts/routing-draft.js';
import { recommendPlane, type Plane } from './recommend-plane.js';

export interface Finding {
  /** An error keeps a document from being published. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly path: string;
  /** One plain sentence. */
  readonly message: string;
}

export interface NumberPlane {
  readonly phoneNumber: string;
  readonly plane: Plane | null;
  readonly recommendedPlane: Plane;
}

/** The plane of each of the tenant's numbers, and the one that its route needs. */
export function planesOf(numbers: readonly OwnNumber[], document: RoutingDocument): NumberPlane[] {
  return numbers.map(({ phone_number: phoneNumber, plane }) => ({
    phoneNumber,
    plane,
    recommendedPlane: recommendPlane(document.routes[phoneNumber], document.forwarding[phoneNumber]),
  }));
}

/** What only the tenant's numbers show: routes that no call can reach. None of it keeps a document from being published. */
export function checkNumbers(numbers: readonly OwnNumber[], document: RoutingDocument): Finding[] {
  const own = new Set(numbers.map(({ phone_number: phoneNumber }) => phoneNumber));
  const strange = Object.keys(document.routes)
    .filter((number) => !own.has(number))
    .map((number): Finding => ({
      severity: 'warning',
      code: 'route.not-your-number',
      path: `routes.${number}`,
      message: `${number} is not one of your numbers, so calls reach this route only from your own phones.`,
    }));
  const bypassed = planesOf(numbers, document)
    .filter(({ phoneNumber, plane, recommendedPlane }) => {
      return plane === 'trunk' && recommendedPlane === 'webhook' && document.routes[phoneNumber] !== undefined;
    })
    .map(({ phoneNumber }): Finding => ({
      severity: 'warning',
      code: 'route.plane',
      path: `routes.${phoneNumber}`,
      message:
        `${phoneNumber} is on the trunk, where calls go straight to its agent and this route is not asked. ` +
        `Switch it with POST /api/v1/phone-numbers/${phoneNumber}/plane {"plane": "webhook"}.`,
    }));
  return [...strange, ...bypassed];
}
