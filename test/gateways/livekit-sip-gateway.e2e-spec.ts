import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SipAction, SipMark } from '@app/livekit';
import { LiveKitSipGateway } from '@app/livekit';
import { Secret } from '@app/secrets';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { describeSipGateway } from '../../libs/livekit/src/sip-gateway.contract.js';
import { SandboxControl } from './sandbox-control.js';

function gatewayTo(sandbox: Sandbox, apiSecret = sandbox.livekitApiSecret): LiveKitSipGateway {
  const secret = new Secret(apiSecret);
  return new LiveKitSipGateway({
    url: sandbox.url,
    apiKey: sandbox.livekitApiKey,
    apiSecret: secret,
    timeoutMs: 1_000,
  });
}

describeSipGateway('the sandbox', async () => {
  const sandbox = await startSandbox({ port: 0, demoAccount: false });
  return {
    gateway: gatewayTo(sandbox),
    stranger: gatewayTo(sandbox, 'another-secret-that-is-long-enough-for-hs256'),
    close: () => sandbox.close(),
  };
});

describe('LiveKitSipGateway under faults', () => {
  const mark: SipMark = { managedBy: 'trunkline', installation: 'i', tenantId: 't', credentialId: 'c' };
  const trunk = {
    name: 'in',
    numbers: ['+15550100'],
    mediaEncryption: 'disable',
    auth: null,
    headersToAttributes: {},
  } as const;
  const base = { key: 'k', system: 'livekit', effect: 'create', dependsOn: [], summary: '' } as const;
  const create: SipAction = { ...base, type: 'create-inbound-trunk', trunk, mark };
  let sandbox: Sandbox;
  let control: SandboxControl;
  let gateway: LiveKitSipGateway;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, demoAccount: false });
    control = new SandboxControl(sandbox);
    gateway = gatewayTo(sandbox);
  });
  afterAll(async () => await sandbox.close());
  afterEach(async () => await control.send('POST', '/reset'));

  it('looks with three calls at once', async () => {
    await control.send('POST', '/latency', { livekit: 100 });
    const requests = await control.counted(() => gateway.observe({ mark, numbers: [] }));
    expect(requests).toMatchObject({ count: 3, peakConcurrent: 3 });
  });

  it.each(['500-after', '503-after', 'timeout-after', 'reset-after', 'cut-after', 'html-200-after', 'html-502-after'])(
    'sends a create whose answer is lost by %s once, and finds its effect in the next look',
    async (kind) => {
      await control.fault({ kind, vendor: 'livekit' });
      const requests = await control.counted(async () => {
        await expect(gateway.perform(create, { inboundTrunkId: null })).rejects.toMatchObject({
          code: 'livekit.unavailable',
          outcome: 'unknown',
        });
      });
      expect(requests.count).toBe(1);
      expect((await gateway.observe({ mark, numbers: [] })).inboundTrunks).toHaveLength(1);
    },
  );

  it.each([
    ['429', 'livekit.throttled'],
    ['500', 'livekit.unavailable'],
    ['reset', 'livekit.unavailable'],
    ['html-200', 'livekit.unavailable'],
    ['suspended-account', 'livekit.permission_denied'],
  ])('never takes %s in a look for absence', async (kind, code) => {
    await gateway.perform(create, { inboundTrunkId: null });
    for (const method of ['ListSIPInboundTrunk', 'ListSIPOutboundTrunk', 'ListSIPDispatchRule']) {
      await control.fault({ kind, vendor: 'livekit', path: method, times: 1 });
      await expect(gateway.observe({ mark, numbers: [] })).rejects.toMatchObject({ code });
      await control.clearFaults();
    }
  });
});
