import type { Answer, SandboxAccount, Tenant, World } from './world.js';

/** A Twilio account as the sandbox's control API shows it; only what tests look at. */
export interface AccountState {
  readonly trunks: Readonly<Record<string, TrunkState>>;
  readonly credentialLists: Readonly<
    Record<
      string,
      {
        readonly sid: string;
        readonly friendlyName: string;
        readonly credentials: Readonly<Record<string, { sid: string; username: string; password: string }>>;
      }
    >
  >;
  readonly numbers: Readonly<Record<string, { readonly sid: string; readonly phoneNumber: string }>>;
  readonly applications: Readonly<Record<string, { readonly sid: string }>>;
}

export interface TrunkState {
  readonly sid: string;
  readonly friendlyName: string;
  readonly domainName: string;
  readonly secure: boolean;
  readonly transferMode: string;
  readonly disasterRecoveryUrl: string | null;
  readonly recordingMode: string;
  readonly recordingTrim: string;
  readonly originationUrls: Readonly<Record<string, { sid: string; friendlyName: string; sipUrl: string }>>;
  readonly credentialLists: Readonly<Record<string, unknown>>;
}

export interface LiveKitState {
  readonly outbound_trunks: Readonly<
    Record<
      string,
      {
        readonly sip_trunk_id: string;
        readonly address: string;
        readonly transport: string;
        readonly metadata: string;
        readonly auth_username: string;
        readonly auth_password: string;
        readonly media?: { readonly encryption: string };
      }
    >
  >;
  readonly inbound_trunks: Readonly<Record<string, { readonly sip_trunk_id: string; readonly numbers: string[] }>>;
  readonly dispatch_rules: Readonly<Record<string, { readonly sip_dispatch_rule_id: string }>>;
}

/** One tenant with one Twilio account, as tests speak of them. */
export class TenantAccount {
  credentialId = '';

  constructor(
    readonly world: World,
    readonly tenant: Tenant,
    readonly account: SandboxAccount,
  ) {}

  static async make(world: World, name: string, settings: object = {}): Promise<TenantAccount> {
    const [tenant, account] = await Promise.all([world.signUp(name), world.newAccount(settings)]);
    return new TenantAccount(world, tenant, account);
  }

  static async connected(world: World, name: string, more: object = {}): Promise<TenantAccount> {
    const one = await TenantAccount.make(world, name);
    await one.connect(more);
    return one;
  }

  /** Connects and waits; throws unless the run succeeds. */
  async connect(more: object = {}): Promise<void> {
    ({ credentialId: this.credentialId } = await this.world.connect(this.tenant, this.account, more));
  }

  /** POST of the connect form with this account's secrets, unless others are given. */
  submit(more: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const { accountSid, authToken } = this.account;
    return this.post('', { accountSid, authToken, ...more }, headers);
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  /** A request to the collection with an empty path, to the credential with `/`, or to what lies below it. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const base = '/api/v1/twilio-credentials';
    const below = path === '/' ? '' : path.replace(/^\/\?/, '?');
    const target = path === '' ? base : `${base}/${this.credentialId}${below}`;
    return this.world.send(method, target, {
      as: this.tenant.accessToken,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Waits for the run that an answer names; how it ended. */
  async finished(answer: Answer): Promise<string> {
    const body = answer.body as { runId?: string; run?: { runId: string }; credential?: { credentialId: string } };
    const runId = body.runId ?? body.run?.runId;
    if (runId === undefined) throw new Error(`no run: ${answer.status} ${answer.text}`);
    return this.world.runFinished(this.tenant.accessToken, body.credential?.credentialId ?? this.credentialId, runId);
  }

  /** Takes up the numbers that the account has. */
  importNumbers(): Promise<Answer> {
    return this.numbers('POST', '/import', { credentialId: this.credentialId });
  }

  /** Asks for a change of plane of an imported number, whatever that loses. */
  async changePlane(phoneNumber: string, plane: 'trunk' | 'webhook' | 'none'): Promise<Answer> {
    return this.numbers('POST', `/${await this.numberId(phoneNumber)}/plane`, { plane, confirm: true });
  }

  /** Throws unless the number is imported. */
  async numberId(phoneNumber: string): Promise<string> {
    const { body, text } = await this.numbers('GET', `?contains=${phoneNumber.slice(1)}`);
    const [number] = (body as { readonly numbers: readonly { readonly numberId: string }[] }).numbers;
    if (number === undefined) throw new Error(`${phoneNumber} is not imported: ${text}`);
    return number.numberId;
  }

  /** A request about the tenant's numbers. */
  numbers(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.world.send(method, `/api/v1/phone-numbers${path}`, {
      as: this.tenant.accessToken,
      headers,
      ...(body === undefined ? {} : { body }),
    });
  }

  async repair(): Promise<string> {
    return this.finished(await this.post('/trunk/repair'));
  }

  async disconnect(): Promise<string> {
    return this.finished(await this.send('DELETE', '/'));
  }

  /** The credential as the API shows it. */
  async credential(): Promise<Record<string, unknown>> {
    return (await this.get('/')).body as Record<string, unknown>;
  }

  state(): Promise<AccountState> {
    return this.world.control('GET', `/state/accounts/${this.account.accountSid}?dates=0`);
  }

  /** The one trunk of the account; throws when there is none or another beside it. */
  async trunk(): Promise<TrunkState> {
    return only(Object.values((await this.state()).trunks));
  }

  /** This credential's objects at LiveKit. */
  async livekit(): Promise<{ outbound: LiveKitState['outbound_trunks'][string][]; inbound: number; rules: number }> {
    const state = await this.world.control<LiveKitState>('GET', '/state/livekit?dates=0');
    const ours = (object: unknown): boolean => JSON.stringify(object).includes(this.credentialId);
    return {
      outbound: Object.values(state.outbound_trunks).filter(ours),
      inbound: Object.values(state.inbound_trunks).filter(ours).length,
      rules: Object.values(state.dispatch_rules).filter(ours).length,
    };
  }

  edit(edit: string, more: object = {}): Promise<unknown> {
    return this.world.control('POST', '/edit', { edit, accountSid: this.account.accountSid, ...more });
  }

  /** A fault that strikes this account (or LiveKit, which knows no accounts). */
  fault(kind: string, more: object = {}): Promise<{ readonly id: string }> {
    const scope = 'vendor' in more && more.vendor === 'livekit' ? {} : { account: this.account.accountSid };
    return this.world.control('POST', '/faults', { kind, ...scope, ...more });
  }

  /** How many calls changed something at Twilio for this account since an earlier answer's `lastId`. */
  async mutations(since = 0): Promise<{ readonly count: number; readonly lastId: number }> {
    return this.world.control(
      'GET',
      `/requests/count?vendor=twilio&account=${this.account.accountSid}&mutating=1&since=${since}`,
    );
  }
}

export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`expected one, found ${items.length}`);
  return item;
}
