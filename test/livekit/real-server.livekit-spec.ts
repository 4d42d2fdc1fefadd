import { LiveKitSipGateway } from '@app/livekit';
import { Secret } from '@app/secrets';
import { describeSipGateway } from '../../libs/livekit/src/sip-gateway.contract.js';
import { describeLiveKitWire } from './wire.contract.js';

// `npm run test:livekit` starts a server or uses yours, says here which, and runs these.
const { LIVEKIT_URL = '', LIVEKIT_API_KEY = '', LIVEKIT_API_SECRET = '' } = process.env;
if (LIVEKIT_URL === '' || LIVEKIT_API_KEY === '' || LIVEKIT_API_SECRET === '') {
  throw new Error('No LiveKit server is named. Run this with: npm run test:livekit');
}

const gatewayWith = (apiSecret: string): LiveKitSipGateway =>
  new LiveKitSipGateway({ url: LIVEKIT_URL, apiKey: LIVEKIT_API_KEY, apiSecret: new Secret(apiSecret) });
const close = (): Promise<void> => Promise.resolve();

describeSipGateway('a real server', () =>
  Promise.resolve({
    gateway: gatewayWith(LIVEKIT_API_SECRET),
    stranger: gatewayWith('another-secret-that-is-long-enough-for-hs256'),
    close,
  }),
);

describeLiveKitWire('a real server', () =>
  Promise.resolve({
    url: LIVEKIT_URL.replace(/^ws/, 'http').replace(/\/+$/, ''),
    apiKey: LIVEKIT_API_KEY,
    apiSecret: LIVEKIT_API_SECRET,
    close,
  }),
);
