import { checkDocument, type Finding, type RoutingDocument } from '@app/routing';
import type { OwnNumber, RoutingDraft } from '../drafts/routing-draft.js';
import { recommendPlane, type Plane } from './recommend-plane.js';

export interface NumberPlane {
  readonly numberId: string;
  readonly phoneNumber: string;
  /** Null: the number is known, and nothing answers it yet. */
  readonly plane: Plane | null;
  readonly recommendedPlane: Plane;
}

/** The plane of each of the tenant's numbers, and the one that its route needs. */
export function planesOf(numbers: readonly OwnNumber[], document: RoutingDocument): NumberPlane[] {
  return numbers.map(({ id, phone_number: phoneNumber, plane }) => ({
    numberId: id,
    phoneNumber,
    plane,
    recommendedPlane: recommendPlane(document.routes[phoneNumber], document.forwarding[phoneNumber]),
  }));
}

/** What is wrong with a document of this tenant, errors first. */
export function checkDraft(document: RoutingDocument, { numbers, agents }: RoutingDraft): Finding[] {
  const found = checkDocument(document, {
    // A number that nothing answers yet is not on the trunk, which is all that the check asks.
    ownNumbers: new Map(numbers.map(({ phone_number: number, plane }) => [number, plane ?? 'webhook'])),
    agentIds: new Set(agents.map(({ id }) => id)),
  }).filter(({ code }) => code !== 'number_on_trunk');
  const findings = [...found, ...bypassed(numbers, document)];
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

export function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/**
 * Routes that are never asked, because their number is on the trunk. The document alone shows only targets other than agents; on the
 * trunk hours, forwarding and next steps are not asked either. Says what to call to change it.
 */
function bypassed(numbers: readonly OwnNumber[], document: RoutingDocument): Finding[] {
  return planesOf(numbers, document)
    .filter(({ phoneNumber, plane, recommendedPlane }) => {
      return plane === 'trunk' && recommendedPlane === 'webhook' && document.routes[phoneNumber] !== undefined;
    })
    .map(({ numberId, phoneNumber }) => ({
      code: 'number_on_trunk',
      severity: 'warning',
      where: { kind: 'route', id: phoneNumber },
      message: `Calls to ${phoneNumber} go straight to LiveKit and never ask this route.`,
      fix: `Switch it with POST /api/v1/phone-numbers/${numberId}/plane and "plane": "webhook", or let it go to an agent only.`,
    }));
}
