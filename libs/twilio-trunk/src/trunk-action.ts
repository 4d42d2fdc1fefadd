import type {
  BindingField,
  DesiredOriginationUrl,
  HttpMethod,
  ObservedNumber,
  ObservedOriginationUrl,
  Recording,
  TrunkSettings,
} from './trunk-types.js';

/** What an action means for the tenant, in the order a plan is read. */
export type Effect = 'create' | 'adopt' | 'change' | 'remove';

interface ActionBase {
  /** Unique within a plan and stable between plans, so that a step can be recognised after a crash: `twilio.trunk.create`. */
  readonly key: string;
  readonly system: 'twilio';
  readonly effect: Effect;
  /** Keys of actions of the same plan that must be done first. */
  readonly dependsOn: readonly string[];
  /** One sentence a tenant understands. */
  readonly summary: string;
  /** What stops working or is overwritten by it, when something is. */
  readonly loses?: string;
}

/**
 * One change at Twilio: exactly one vendor call (adopting is none). Parent SIDs that an earlier action of the same plan creates
 * are not in the action; the executor passes them as {@link TrunkSids}.
 */
export type TrunkAction = ActionBase &
  (
    | {
        readonly type: 'create-trunk';
        readonly friendlyName: string;
        readonly domainName: string;
        readonly settings: TrunkSettings;
      }
    | { readonly type: 'adopt-trunk'; readonly trunkSid: string }
    | { readonly type: 'record-trunk'; readonly trunkSid: string }
    | {
        readonly type: 'update-trunk';
        readonly trunkSid: string;
        readonly friendlyName?: string;
        /** Empty: the trunk is to have none. */
        readonly domainName?: string;
        readonly settings: Partial<TrunkSettings>;
        readonly disasterRecoveryMethod?: HttpMethod;
      }
    | { readonly type: 'delete-trunk'; readonly trunkSid: string }
    | { readonly type: 'set-recording'; readonly recording: Recording }
    | { readonly type: 'create-credential-list'; readonly friendlyName: string }
    | { readonly type: 'adopt-credential-list'; readonly credentialListSid: string }
    | { readonly type: 'record-credential-list'; readonly credentialListSid: string }
    | { readonly type: 'rename-credential-list'; readonly credentialListSid: string; readonly friendlyName: string }
    | { readonly type: 'delete-credential-list'; readonly credentialListSid: string }
    | { readonly type: 'create-credential'; readonly username: string }
    | { readonly type: 'set-credential-password'; readonly credentialSid: string; readonly username: string }
    | { readonly type: 'delete-credential'; readonly credentialListSid: string; readonly credentialSid: string }
    | { readonly type: 'attach-credential-list' }
    | { readonly type: 'detach-credential-list'; readonly trunkSid: string; readonly credentialListSid: string }
    | { readonly type: 'create-origination-url'; readonly url: DesiredOriginationUrl }
    | { readonly type: 'record-origination-url'; readonly originationUrlSid: string }
    | { readonly type: 'adopt-origination-url'; readonly originationUrl: ObservedOriginationUrl }
    | {
        readonly type: 'update-origination-url';
        readonly originationUrlSid: string;
        readonly url: DesiredOriginationUrl;
      }
    | { readonly type: 'delete-origination-url'; readonly trunkSid: string; readonly originationUrlSid: string }
    | { readonly type: 'attach-number'; readonly number: ObservedNumber }
    | {
        readonly type: 'detach-number';
        readonly trunkSid: string;
        readonly numberSid: string;
        readonly phoneNumber: string;
        /** On the way to the webhook plane: as it is now, which is to be recorded first. */
        readonly before?: ObservedNumber;
      }
    | {
        readonly type: 'bind-number';
        /** As it is to be, and which of its fields are another now. */
        readonly number: ObservedNumber;
        readonly fields: readonly BindingField[];
        /** As it is now. */
        readonly before: ObservedNumber;
      }
    | {
        readonly type: 'restore-number';
        readonly number: ObservedNumber;
        /** Only these are written: Twilio refuses some bindings that it shows (a fallback URL without a URL, 21405). */
        readonly fields: readonly BindingField[];
        /** True: with it everything is given back, and there is nothing left to remember. */
        readonly isLast: boolean;
      }
    | {
        /** Back on the adopted trunk that it was on before. */
        readonly type: 'return-number';
        readonly trunkSid: string;
        readonly numberSid: string;
        readonly phoneNumber: string;
      }
    | {
        readonly type: 'rename-number';
        readonly numberSid: string;
        readonly phoneNumber: string;
        readonly friendlyName: string;
      }
    | { readonly type: 'release-number'; readonly numberSid: string; readonly phoneNumber: string }
  );

/** The parents that actions hang on, as known when the action runs. */
export interface TrunkSids {
  readonly trunkSid: string | null;
  readonly credentialListSid: string | null;
}

/** What a performed action made or touched; nothing when the call returns nothing. */
export interface TrunkActionResult {
  readonly sid: string | null;
  /** For a credential: Twilio's own date of the change, see `ObservedCredential.dateUpdated`. */
  readonly dateUpdated?: string;
}
