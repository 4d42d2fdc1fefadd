import { startSandbox } from './sandbox.js';

const env = process.env;

/** An empty variable counts as not set, as in every .env file. */
const setting = (name: string): string | undefined => env[name] || undefined;

const port = Number(setting('SANDBOX_PORT') ?? 3100);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  throw new Error('SANDBOX_PORT must be a port number');
}

const sandbox = await startSandbox({
  port,
  host: setting('SANDBOX_HOST') ?? '127.0.0.1',
  allowRemote: setting('SANDBOX_ALLOW_REMOTE') === '1',
  statePath: setting('SANDBOX_STATE'),
  livekitApiKey: setting('SANDBOX_LIVEKIT_API_KEY'),
  livekitApiSecret: setting('SANDBOX_LIVEKIT_API_SECRET'),
  controlToken: setting('SANDBOX_CONTROL_TOKEN'),
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}

process.stdout.write(`sandbox: Twilio and LiveKit on ${sandbox.url}\n`);
