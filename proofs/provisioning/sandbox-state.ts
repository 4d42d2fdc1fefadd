/** What the sandbox's control API shows of an account and of the LiveKit project; only the fields that the invariants read. */

export interface AccountState {
  readonly sid: string;
  readonly authToken: string;
  readonly trunks: Table<TrunkState>;
  readonly credentialLists: Table<CredentialListState>;
  readonly numbers: Table<NumberState>;
  readonly applications: Table<object>;
  readonly ipAccessControlLists: Table<object>;
}

export interface TrunkState {
  readonly sid: string;
  readonly friendlyName: string;
  readonly domainName: string | null;
  readonly credentialLists: Table<object>;
  readonly originationUrls: Table<{ readonly sid: string; readonly friendlyName: string; readonly sipUrl: string }>;
}

export interface CredentialListState {
  readonly sid: string;
  readonly friendlyName: string;
  readonly credentials: Table<{ readonly sid: string; readonly username: string; readonly password: string }>;
}

export interface NumberState {
  readonly sid: string;
  readonly phoneNumber: string;
  readonly trunkSid: string | null;
}

export interface LiveKitState {
  readonly outbound_trunks: Table<OutboundTrunkState>;
  readonly inbound_trunks: Table<InboundTrunkState>;
  readonly dispatch_rules: Table<DispatchRuleState>;
}

export interface OutboundTrunkState {
  readonly sip_trunk_id: string;
  readonly metadata: string;
  readonly address: string;
  readonly numbers: readonly string[];
  readonly auth_username: string;
  readonly auth_password: string;
}

export interface InboundTrunkState {
  readonly sip_trunk_id: string;
  readonly metadata: string;
  readonly numbers: readonly string[];
  readonly auth_username: string;
  readonly auth_password: string;
}

export interface DispatchRuleState {
  readonly sip_dispatch_rule_id: string;
  readonly metadata: string;
  readonly trunk_ids: readonly string[];
  readonly room_config?: { readonly agents: readonly { readonly agent_name: string }[] };
}

export type Table<T> = Readonly<Record<string, T>>;
