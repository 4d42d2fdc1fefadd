import type {
  CreateSIPDispatchRuleRequest,
  DeleteSIPDispatchRuleRequest,
  ListSIPDispatchRuleRequest,
  SIPDispatchRuleUpdate,
  UpdateSIPDispatchRuleRequest,
} from '@livekit/protocol';
import { ListSIPDispatchRuleResponse, SIPDispatchRuleInfo } from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import { refuseRuleConflicts, withNew } from './conflicts.js';
import type { LiveKitCall } from './context.js';
import { inOrder, matchesAny, paged, refuseWhenFull } from './context.js';
import { invalid, TwirpError } from './twirp-error.js';
import { applyListUpdate, applyMedia, upgradeMedia, validateListUpdate, validateMedia } from './validate-fields.js';

/** The SDK still sends the older form, in which the rule's fields stand in the request itself. */
function ruleInfo(request: CreateSIPDispatchRuleRequest): SIPDispatchRuleInfo {
  if (request.dispatchRule) {
    if (request.dispatchRule.sipDispatchRuleId !== '') throw invalid('rule id must not be set');
    const rule = request.dispatchRule.clone();
    upgradeMedia(rule);
    return rule;
  }
  return new SIPDispatchRuleInfo({
    ...(request.rule ? { rule: request.rule } : {}),
    trunkIds: request.trunkIds,
    hidePhoneNumber: request.hidePhoneNumber,
    inboundNumbers: request.inboundNumbers,
    name: request.name,
    metadata: request.metadata,
    attributes: request.attributes,
    roomPreset: request.roomPreset,
    ...(request.roomConfig ? { roomConfig: request.roomConfig } : {}),
  });
}

/** Not validated, as in the server: the room's name, that the trunks exist, PIN digits, agent names, metadata size. */
function validate(rule: SIPDispatchRuleInfo): void {
  if (rule.rule === undefined) throw invalid('missing rule');
  validateMedia(rule.media);
}

export function createDispatchRule(call: LiveKitCall, request: CreateSIPDispatchRuleRequest): SIPDispatchRuleInfo {
  const rule = ruleInfo(request);
  validate(rule);
  refuseWhenFull(call);
  refuseRuleConflicts(withNew(rulesFor(call, request.trunkIds), rule));
  rule.sipDispatchRuleId = newLiveKitId('SDR_');
  call.store.dispatchRules.set(rule.sipDispatchRuleId, rule);
  call.store.bornAtMs.set(rule.sipDispatchRuleId, Date.now());
  return rule;
}

export function updateDispatchRule(call: LiveKitCall, request: UpdateSIPDispatchRuleRequest): SIPDispatchRuleInfo {
  const { sipDispatchRuleId, action } = request;
  if (sipDispatchRuleId === '') throw invalid('rule id must be set');
  if (action.case === undefined) throw invalid('missing or unsupported update action');
  if (action.case === 'replace') {
    const infoId = action.value.sipDispatchRuleId;
    if (infoId !== '' && infoId !== sipDispatchRuleId) {
      throw invalid('rule id in the info must be empty or match the id in the update');
    }
    validate(action.value);
  } else {
    validateListUpdate(action.value.trunkIds);
    validateMedia(action.value.media);
  }
  const current = findDispatchRule(call, sipDispatchRuleId);
  const next = action.case === 'replace' ? action.value.clone() : applyUpdate(current, action.value);
  next.sipDispatchRuleId = sipDispatchRuleId;
  refuseUpdateConflict(call, next);
  call.store.dispatchRules.set(sipDispatchRuleId, next);
  return next;
}

function applyUpdate(current: SIPDispatchRuleInfo, update: SIPDispatchRuleUpdate): SIPDispatchRuleInfo {
  const next = current.clone();
  next.trunkIds = applyListUpdate(update.trunkIds, current.trunkIds);
  next.name = update.name ?? current.name;
  next.metadata = update.metadata ?? current.metadata;
  applyMedia(next, update);
  // The rule is replaced whole; attributes are a difference in which an empty value deletes the key.
  if (update.rule) next.rule = update.rule;
  const attributes = { ...current.attributes, ...update.attributes };
  next.attributes = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
  return next;
}

/** Stored rules that a conflict is looked for among: those for one of the trunks, and those for any. */
function rulesFor(call: LiveKitCall, trunkIds: readonly string[]): SIPDispatchRuleInfo[] {
  return inOrder(call.store.dispatchRules, (rule) => matchesAny(rule.trunkIds, trunkIds));
}

/** The same hole as for inbound trunks: a rule moved to trunks it did not name before is not compared. */
function refuseUpdateConflict(call: LiveKitCall, next: SIPDispatchRuleInfo): void {
  const inScope = rulesFor(call, call.strictUpdates ? [] : next.trunkIds);
  refuseRuleConflicts(inScope.map((rule) => (rule.sipDispatchRuleId === next.sipDispatchRuleId ? next : rule)));
}

function findDispatchRule(call: LiveKitCall, ruleId: string): SIPDispatchRuleInfo {
  const rule = call.store.dispatchRules.get(ruleId);
  if (!rule) throw new TwirpError('not_found', 'requested sip dispatch rule does not exist');
  return rule;
}

export function listDispatchRules(call: LiveKitCall, request: ListSIPDispatchRuleRequest): ListSIPDispatchRuleResponse {
  const items = paged(
    call,
    call.store.dispatchRules,
    request.page,
    (rule, id) =>
      (request.dispatchRuleIds.length === 0 || request.dispatchRuleIds.includes(id)) &&
      matchesAny(rule.trunkIds, request.trunkIds),
  );
  return new ListSIPDispatchRuleResponse({ items });
}

export function deleteDispatchRule(call: LiveKitCall, request: DeleteSIPDispatchRuleRequest): SIPDispatchRuleInfo {
  if (request.sipDispatchRuleId === '') throw invalid('dispatch rule ID is required');
  const rule = findDispatchRule(call, request.sipDispatchRuleId);
  call.store.dispatchRules.delete(request.sipDispatchRuleId);
  return rule;
}
