import { World } from '../harness/world.js';
import { quicken } from '../harness/quicken.js';
import { TenantAccount } from '../harness/tenant-account.js';
import { vendorApi } from '../harness/vendor-api.js';
import type { Edit, Made } from './cases.js';
import type { Belongings } from './object-cases.js';
import { look, type Seen } from './state.js';

export interface Verification {
  readonly actions: readonly { readonly summary: string }[];
  readonly notices: readonly { readonly sentence: string }[];
}

const OURS = ['+14155550111', '+14155550112'];
const ON_WEBHOOKS = ['+14155550114', '+14155550115'];
const FREE = '+14155550113';

/** A tenant with a trunk of their own and numbers on ours, and another tenant beside, in a world of their own. */
export class Stage {
  private constructor(
    readonly one: TenantAccount,
    private readonly bystander: TenantAccount,
    readonly belongings: Belongings,
    private readonly prior: ReadonlySet<string>,
  ) {}

  /** `settings`: what is asked of the trunk once it stands. */
  static async build(settings: { readonly trunk?: object; readonly recording?: object }): Promise<Stage> {
    // Nobody else repairs here.
    const world = await World.start({ RECONCILE_EVERY_SECONDS: '0' });
    quicken(world.api);
    const bystander = await TenantAccount.make(world, 'bystander');
    await addNumbers(bystander, ['+12125550101']);
    await bystander.connect();
    await bystander.finished(await bystander.post('/trunk/numbers', { phoneNumber: '+12125550101' }));

    const one = await TenantAccount.make(world, 'drift');
    const { accountSid } = one.account;
    const api = vendorApi(one);
    const application = await api(`/2010-04-01/Accounts/${accountSid}/Applications.json`, { FriendlyName: 'Theirs' });
    const list = await api(`/2010-04-01/Accounts/${accountSid}/SIP/CredentialLists.json`, { FriendlyName: 'Theirs' });
    const trunk = await api('/v1/Trunks', { FriendlyName: 'Theirs', DomainName: 'theirs-drift.pstn.twilio.com' });
    await addNumbers(one, [...OURS, FREE, ...ON_WEBHOOKS]);
    const before = await one.state();
    const number = Object.values(before.numbers).find(({ phoneNumber }) => phoneNumber === FREE);
    await one.connect();
    for (const phoneNumber of OURS) await one.finished(await one.post('/trunk/numbers', { phoneNumber }));
    await one.importNumbers();
    // Before a number is on the webhook plane, so that it has nothing at LiveKit yet.
    const agent = { name: 'Drift', agentName: 'drift' };
    await one.world.send('POST', '/api/v1/agents', { as: one.tenant.accessToken, body: agent });
    for (const phoneNumber of ON_WEBHOOKS) await one.finished(await one.changePlane(phoneNumber, 'webhook'));
    if (settings.trunk) await one.finished(await one.send('PATCH', '/trunk', settings.trunk));
    if (settings.recording) await one.finished(await one.send('PUT', '/trunk/recording', settings.recording));
    return new Stage(
      one,
      bystander,
      {
        accountSid,
        trunkSid: trunk.sid,
        credentialListSid: list.sid,
        applicationSid: application.sid,
        freeNumberSid: number?.sid ?? '',
        freeNumber: FREE,
      },
      new Set([trunk.sid, list.sid, application.sid, number?.sid ?? '']),
    );
  }

  look(): Promise<Seen> {
    return look(this.one, this.bystander, this.prior);
  }

  async perform(edits: readonly Edit[]): Promise<Made[]> {
    const made: Made[] = [];
    for (const edit of edits) {
      const answer =
        'edit' in edit ? await this.one.edit(edit.edit, edit.body) : await vendorApi(this.one)(edit.path, edit.form);
      made.push(answer as Made);
    }
    return made;
  }

  async verify(): Promise<Verification> {
    const { status, body, text } = await this.one.post('/trunk/verify');
    if (status !== 200) throw new Error(`verify: ${String(status)} ${text}`);
    return body as Verification;
  }

  stop(): Promise<void> {
    return this.one.world.stop();
  }
}

async function addNumbers(one: TenantAccount, numbers: readonly string[]): Promise<void> {
  await one.world.control('POST', `/accounts/${one.account.accountSid}/numbers`, { numbers });
}
