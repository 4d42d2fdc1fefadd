import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { describeLiveKitWire } from './wire.contract.js';

describeLiveKitWire('the sandbox', async () => {
  const sandbox = await startSandbox({ port: 0, demoAccount: false });
  const { url, livekitApiKey: apiKey, livekitApiSecret: apiSecret } = sandbox;
  return { url, apiKey, apiSecret, close: () => sandbox.close() };
});
