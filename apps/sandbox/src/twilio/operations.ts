import { ACCOUNT_OPERATIONS } from './accounts.js';
import { ALERT_OPERATIONS } from './alerts.js';
import { APPLICATION_OPERATIONS } from './applications.js';
import { AVAILABLE_NUMBER_OPERATIONS } from './available-numbers.js';
import { CALL_OPERATIONS } from './calls.js';
import { CREDENTIAL_LIST_OPERATIONS } from './credential-lists.js';
import { IP_ACCESS_CONTROL_LIST_OPERATIONS } from './ip-access-control-lists.js';
import { CALL_MAKING_OPERATIONS } from './make-calls.js';
import { NUMBER_OPERATIONS } from './numbers.js';
import type { Operation } from './operation.js';
import { ORIGINATION_URL_OPERATIONS } from './origination-urls.js';
import { RECORDING_OPERATIONS } from './recordings.js';
import { TRUNK_MAPPING_OPERATIONS } from './trunk-mappings.js';
import { TRUNK_NUMBER_OPERATIONS } from './trunk-numbers.js';
import { TRUNK_OPERATIONS } from './trunks.js';

/** The whole of the Twilio that the sandbox knows. */
export const OPERATIONS: readonly Operation[] = [
  ...ACCOUNT_OPERATIONS,
  ...ALERT_OPERATIONS,
  ...APPLICATION_OPERATIONS,
  ...AVAILABLE_NUMBER_OPERATIONS,
  ...CALL_MAKING_OPERATIONS,
  ...CALL_OPERATIONS,
  ...CREDENTIAL_LIST_OPERATIONS,
  ...IP_ACCESS_CONTROL_LIST_OPERATIONS,
  ...NUMBER_OPERATIONS,
  ...ORIGINATION_URL_OPERATIONS,
  ...RECORDING_OPERATIONS,
  ...TRUNK_MAPPING_OPERATIONS,
  ...TRUNK_NUMBER_OPERATIONS,
  ...TRUNK_OPERATIONS,
];
