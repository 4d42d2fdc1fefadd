import type { AlertRecord } from '../calls/call-records.js';
import type { JsonObject } from '../json.js';
import type { ParamTable } from './checks.js';
import { anything, oneOf } from './checks.js';
import { iso } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import type { Call, Operation } from './operation.js';
import { listOf, ok, operationOn, PAGING } from './operation.js';

const PARAMS: ParamTable = {
  ...PAGING,
  LogLevel: oneOf('error', 'warning', 'notice', 'debug'),
  StartDate: anything,
  EndDate: anything,
};

function render({ baseUrl }: Call, alert: AlertRecord): JsonObject {
  const at = iso(alert.dateCreated);
  return {
    account_sid: alert.accountSid,
    // The real one packs its facts into a query string here.
    alert_text: new URLSearchParams({ Msg: alert.alertText, ErrorCode: String(alert.errorCode) }).toString(),
    api_version: '2010-04-01',
    date_created: at,
    date_generated: at,
    date_updated: at,
    error_code: String(alert.errorCode),
    log_level: alert.logLevel,
    more_info: `https://www.twilio.com/docs/errors/${alert.errorCode}`,
    request_method: alert.requestMethod,
    request_url: alert.requestUrl,
    resource_sid: alert.resourceSid,
    sid: alert.sid,
    service_sid: null,
    url: `${baseUrl}/v1/Alerts/${alert.sid}`,
  };
}

/** The details that a list leaves out. */
const renderInstance = (call: Call, alert: AlertRecord): JsonObject => ({
  ...render(call, alert),
  request_variables: null,
  request_headers: null,
  response_body: null,
  response_headers: null,
});

function moment(text: string, name: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new TwilioError(20001, `Invalid parameter ${name}: not a date`);
  return at;
}

const mine = ({ exchange, account }: Call): AlertRecord[] =>
  exchange.calls.alerts.filter(({ accountSid }) => accountSid === account.sid);

const monitor = operationOn('monitor');

export const ALERT_OPERATIONS: readonly Operation[] = [
  monitor('ListAlert', 'GET', '/v1/Alerts', { params: PARAMS }, (call) => {
    const { input } = call;
    const level = input.optional('LogLevel');
    const from = input.has('StartDate') ? moment(input.text('StartDate'), 'StartDate') : -Infinity;
    const to = input.has('EndDate') ? moment(input.text('EndDate'), 'EndDate') : Infinity;
    const found = mine(call).filter(
      (alert) =>
        (level === undefined || alert.logLevel === level) && alert.dateCreated >= from && alert.dateCreated <= to,
    );
    return listOf('alerts', found, (alert) => render(call, alert));
  }),
  monitor('FetchAlert', 'GET', '/v1/Alerts/{Sid}', {}, (call) => {
    const alert = mine(call).find(({ sid }) => sid === call.path('Sid'));
    if (!alert) throw notFound(`/Alerts/${call.path('Sid')}`);
    return ok(renderInstance(call, alert));
  }),
];
