import { Global, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { LiveKitSipGateway, SipGateway } from '@app/livekit';
import { TrunkGateway, TwilioTrunkGateway } from '@app/twilio-trunk';
import { AppConfig } from '../config/app-config.js';

/** The adapters to Twilio and LiveKit. Where they point is configuration; whether a sandbox answers there is none of their business. */
const gateways: Provider[] = [
  {
    provide: TrunkGateway,
    inject: [AppConfig],
    useFactory: (config: AppConfig) => new TwilioTrunkGateway({ baseUrl: config.twilio.baseUrl }),
  },
  {
    provide: SipGateway,
    inject: [AppConfig],
    useFactory: ({ livekit: { url, apiKey, apiSecret } }: AppConfig) =>
      new LiveKitSipGateway({ url, apiKey, apiSecret }),
  },
];

@Global()
@Module({ providers: gateways, exports: [TrunkGateway, SipGateway] })
export class VendorGatewaysModule implements OnApplicationShutdown {
  constructor(private readonly trunkGateway: TrunkGateway) {}

  onApplicationShutdown(): void {
    if (this.trunkGateway instanceof TwilioTrunkGateway) this.trunkGateway.close();
  }
}
