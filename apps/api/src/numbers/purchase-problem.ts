import type { TwilioError } from '@app/twilio-trunk';
import { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/catalogue.js';

/** Why Twilio would not sell a number, by its code (https://www.twilio.com/docs/api/errors). */
const REASONS: ReadonlyMap<number, ProblemCode> = new Map([
  [21404, 'number.trial_limit'],
  [21421, 'number.not_available'],
  [21422, 'number.not_available'],
  [21452, 'number.not_available'],
  [21613, 'number.bundle_required'],
  [21615, 'number.address_not_accepted'],
  [21628, 'number.address_not_accepted'],
  [21629, 'number.address_not_accepted'],
  [21630, 'number.address_not_accepted'],
  [21631, 'number.address_required'],
  [21649, 'number.bundle_required'],
  [21650, 'number.bundle_required'],
]);

/** Also when the account has it already, bought by an attempt whose answer was lost. */
export const NOT_FOR_SALE = 21_422;

/** The problem of a purchase that Twilio refused: nothing was bought. */
export function purchaseProblem({ code, facts }: TwilioError): Problem {
  const { twilioCode, detail } = facts;
  const reason = twilioCode === undefined ? undefined : REASONS.get(twilioCode);
  const isOther = reason === undefined && code === 'twilio.invalid_request';
  return new Problem(reason ?? (isOther ? 'number.purchase_refused' : code), {
    internal: detail,
    ...(twilioCode === undefined ? {} : { extensions: { twilioCode } }),
  });
}
