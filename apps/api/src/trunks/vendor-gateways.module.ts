import { Global, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { LiveKitSipGateway, SipGateway } from '@app/livekit';
import {
  NumberGateway,
  TrunkGateway,
  TwilioConnection,
  TwilioNumberGateway,
  TwilioTrunkGateway,
} from '@app/twilio-trunk';
import { VendorCallMetrics } from '../metrics/vendor-call-metrics.js';
import { AppConfig } from '../config/app-config.js';

/** The adapters to Twilio and LiveKit. Where they point is configuration; whether a sandbox answers there is none of their business. */
const gateways: Provider[] = [
  {
    provide: TwilioConnection,
    inject: [AppConfig, VendorCallMetrics],
    useFactory: ({ twilio: { baseUrl } }: AppConfig, calls: VendorCallMetrics) =>
      new TwilioConnection({ baseUrl, onCall: calls.of('twilio') }),
  },
  {
    provide: TrunkGateway,
    inject: [TwilioConnection],
    useFactory: (connection: TwilioConnection) => new TwilioTrunkGateway(connection),
  },
  {
    provide: NumberGateway,
    inject: [TwilioConnection],
    useFactory: (connection: TwilioConnection) => new TwilioNumberGateway(connection),
  },
  {
    provide: SipGateway,
    inject: [AppConfig, VendorCallMetrics],
    useFactory: ({ livekit: { url, apiKey, apiSecret } }: AppConfig, calls: VendorCallMetrics) =>
      new LiveKitSipGateway({ url, apiKey, apiSecret, onCall: calls.of('livekit') }),
  },
];

@Global()
@Module({ providers: gateways, exports: [TrunkGateway, NumberGateway, SipGateway] })
export class VendorGatewaysModule implements OnApplicationShutdown {
  constructor(private readonly connection: TwilioConnection) {}

  onApplicationShutdown(): void {
    this.connection.close();
  }
}
