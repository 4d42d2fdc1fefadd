import { expect, it } from '@jest/globals';
import type { DesiredNumber } from '@app/twilio-trunk';
import { TwilioTrunkGateway } from '@app/twilio-trunk';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { describeTrunkGateway } from '../../libs/twilio-trunk/src/trunk-gateway.contract.js';
import { holdToContract, refuseBreaches } from '../sandbox/hold-to-contract.js';
import { SandboxControl } from './sandbox-control.js';

let leftovers: unknown;

describeTrunkGateway('the sandbox', async () => {
  const sandbox = await startSandbox({ port: 0, demoAccount: false });
  const breaches = holdToContract(sandbox);
  const control = new SandboxControl(sandbox);
  const gateway = new TwilioTrunkGateway({ baseUrl: sandbox.url });
  return {
    gateway,
    newAccount: async () => {
      const account = await control.newAccount();
      const { accountSid } = account;
      const given = await control.send<{ phoneNumberSid: string; phoneNumber: string }[]>(
        'POST',
        `/accounts/${accountSid}/numbers`,
        { count: 2 },
      );
      const [one, other] = given.map(({ phoneNumberSid, phoneNumber }) => ({ numberSid: phoneNumberSid, phoneNumber }));
      if (!one || !other) throw new Error('the sandbox gave no numbers');
      await control.edit({
        edit: 'set-number-field',
        accountSid,
        phoneNumberSid: one.numberSid,
        fields: { voiceUrl: 'https://example.com/voice', voiceMethod: 'GET' },
      });
      return { account, numbers: [one, other] satisfies [DesiredNumber, DesiredNumber] };
    },
    close: async () => {
      leftovers = await control.violations();
      refuseBreaches(breaches);
      gateway.close();
      await sandbox.close();
    },
  };
});

it('made no request that the sandbox found odd', () => {
  expect(leftovers).toEqual([]);
});
