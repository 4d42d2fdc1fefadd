import { Timestamp } from '@bufbuild/protobuf';
import type {
  CreateSIPDispatchRuleRequest,
  DeleteSIPDispatchRuleRequest,
  ListSIPDispatchRuleRequest,
  SIPDispatchRuleUpdate,
  UpdateSIPDispatchRuleRequest,
} from '@livekit/protocol';
import { ListSIPDispatchRuleResponse, SIPDispatchRuleInfo } from '@livekit/protocol';
import { newLiveKitId } from '../store/ids.js';
import { refuseRuleConflict } from './conflicts.js';
import type { LiveKitCall } from './context.js';
import { matchesAny, paged, refuseWhenFull } from './context.js';
import { invalid, TwirpError } from './twirp-error.js';
import { applyListUpdate, validateListUpdate, validateMedia } from './validate-fields.js';

/** The SDK still sends the older form, in which the rule's fields stand in the request itself. */
function ruleInfo(request: CreateSIPDispatchRuleRequest): SIPDispatchRuleInfo {
  if (request.dispatchRule) {
    if (request.dispatchRule.sipDispatchRuleId !== '') throw invalid('rule id must not be set');
    return request.dispatchRule.clone();
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
  refuseRuleConflict(rule, call.store.dispatchRules.values());
  rule.sipDispatchRuleId = newLiveKitId('SDR_');
  rule.createdAt = Timestamp.now();
  rule.updatedAt = rule.createdAt;
  call.store.dispatchRules.set(rule.sipDispatchRuleId, rule);
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
  if (current.createdAt) next.createdAt = current.createdAt;
  next.updatedAt = Timestamp.now();
  refuseUpdateConflict(call, current, next);
  call.store.dispatchRules.set(sipDispatchRuleId, next);
  return next;
}

function applyUpdate(current: SIPDispatchRuleInfo, update: SIPDispatchRuleUpdate): SIPDispatchRuleInfo {
  const next = current.clone();
  next.trunkIds = applyListUpdate(update.trunkIds, current.trunkIds);
  next.name = update.name ?? current.name;
  next.metadata = update.metadata ?? current.metadata;
  next.mediaEncryption = update.mediaEncryption ?? current.mediaEncryption;
  // The rule and the media are replaced whole; attributes are a difference in which an empty value deletes the key.
  if (update.rule) next.rule = update.rule;
  if (update.media) next.media = update.media;
  const attributes = { ...current.attributes, ...update.attributes };
  next.attributes = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
  return next;
}

/** The same hole as for inbound trunks: a rule moved to trunks it did not name before is not compared. */
function refuseUpdateConflict(call: LiveKitCall, current: SIPDispatchRuleInfo, next: SIPDispatchRuleInfo): void {
  const isSeen = matchesAny(current.trunkIds, next.trunkIds);
  const others = [...call.store.dispatchRules.values()].filter(
    (other) => other.sipDispatchRuleId !== next.sipDispatchRuleId,
  );
  refuseRuleConflict(next, isSeen || call.strictUpdates ? others : []);
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
  if (request.sipDispatchRuleId === '') throw invalid('rule id must be set');
  const rule = findDispatchRule(call, request.sipDispatchRuleId);
  call.store.dispatchRules.delete(request.sipDispatchRuleId);
  return rule;
}
