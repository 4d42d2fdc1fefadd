import type { JsonObject } from '../json.js';
import { newSid } from '../store/ids.js';
import type { OriginationUrl, Trunk } from '../store/records.js';
import { lookUp } from '../store/records.js';
import type { Check, ParamTable } from './checks.js';
import { flag, integer, maxLength } from './checks.js';
import { iso } from './dates.js';
import { notFound, TwilioError } from './errors.js';
import { refuseBeyondLimit } from './limits.js';
import type { Call, Operation } from './operation.js';
import { created, gone, listOf, ok, operationOn, PAGING } from './operation.js';
import type { Fields } from './patch.js';
import { patch, read } from './patch.js';
import { trunkOf } from './trunks.js';

const URLS = '/v1/Trunks/{TrunkSid}/OriginationUrls';
const URL_ = `${URLS}/{Sid}`;

/** `sip:` only: TLS is asked for by `;transport=tls`, and `sips:` is refused. */
const sipUrl: Check = (value) => {
  if (!/^sip:(?:[^\s@]+@)?[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:[;?]\S*)?$/i.test(value)) {
    throw new TwilioError(21245, 'SipUrl must be a sip: URI');
  }
};

const PARAMS: ParamTable = {
  Weight: integer(1, 65_535, 21245),
  Priority: integer(0, 65_535, 21245),
  Enabled: flag,
  FriendlyName: maxLength(64, 21245),
  SipUrl: sipUrl,
};

const FIELDS: Fields<OriginationUrl> = {
  Weight: ['weight', read.integer],
  Priority: ['priority', read.integer],
  Enabled: ['enabled', read.flag],
  FriendlyName: ['friendlyName', read.text],
  SipUrl: ['sipUrl', read.text],
};

function trunkIn(call: Call): Trunk {
  return trunkOf(call.account, call.path('TrunkSid'));
}

function urlIn(call: Call): { trunk: Trunk; url: OriginationUrl } {
  const trunk = trunkIn(call);
  const url = lookUp(trunk.originationUrls, call.path('Sid'));
  if (!url) throw notFound(`/Trunks/${trunk.sid}/OriginationUrls/${call.path('Sid')}`);
  return { trunk, url };
}

/** Twilio documents no check for duplicates: the same URL twice is accepted and doubles the routing. */
function createUrl(call: Call): JsonObject {
  const trunk = trunkIn(call);
  refuseBeyondLimit(call, 'originationUrls', Object.keys(trunk.originationUrls).length);
  const url: OriginationUrl = {
    ...call.store.stamp(newSid('OU')),
    friendlyName: '',
    sipUrl: '',
    weight: 1,
    priority: 1,
    enabled: true,
  };
  patch(url, call.input, FIELDS);
  trunk.originationUrls[url.sid] = url;
  return render(call, trunk, url);
}

function render({ account, baseUrl }: Call, trunk: Trunk, url: OriginationUrl): JsonObject {
  return {
    sid: url.sid,
    account_sid: account.sid,
    trunk_sid: trunk.sid,
    friendly_name: url.friendlyName,
    sip_url: url.sipUrl,
    weight: url.weight,
    priority: url.priority,
    enabled: url.enabled,
    date_created: iso(url.dateCreated),
    date_updated: iso(url.dateUpdated),
    url: `${baseUrl}/v1/Trunks/${trunk.sid}/OriginationUrls/${url.sid}`,
  };
}

const trunking = operationOn('trunking');

export const ORIGINATION_URL_OPERATIONS: readonly Operation[] = [
  trunking('ListOriginationUrl', 'GET', URLS, { params: PAGING }, (call) => {
    const trunk = trunkIn(call);
    return listOf('origination_urls', Object.values(trunk.originationUrls), (url) => render(call, trunk, url));
  }),
  trunking('CreateOriginationUrl', 'POST', URLS, { params: PARAMS, required: Object.keys(PARAMS) }, (call) =>
    created(createUrl(call)),
  ),
  trunking('FetchOriginationUrl', 'GET', URL_, {}, (call) => {
    const { trunk, url } = urlIn(call);
    return ok(render(call, trunk, url));
  }),
  trunking('UpdateOriginationUrl', 'POST', URL_, { params: PARAMS }, (call) => {
    const { trunk, url } = urlIn(call);
    patch(url, call.input, FIELDS);
    return ok(render(call, trunk, url));
  }),
  trunking('DeleteOriginationUrl', 'DELETE', URL_, {}, (call) => {
    const { trunk, url } = urlIn(call);
    delete trunk.originationUrls[url.sid];
    return gone;
  }),
];
