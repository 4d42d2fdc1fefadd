import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../apps/api/src/config/read-config.js';
import { apiEnvironment, planStart, withSettings } from '../../scripts/start/plan-start.mjs';

const SANDBOX = { url: 'http://127.0.0.1:3100', apiKey: 'sandbox1', apiSecret: 'c2FuZGJveC1zZWNyZXQtb2YtdGhlLXRlc3Q' };

describe('what npm start decides', () => {
  it.each([
    ['nothing at all', {}],
    ['a port and a folder', { PORT: '4000', DATA_DIR: '/data' }],
    [
      '.env.example as it is, where nothing is filled in',
      { LIVEKIT_URL: '', SUPABASE_URL: '  ', LIVEKIT_AGENT_NAME: 'a' },
    ],
    ['a PostgreSQL of one’s own', { DATABASE_URL: 'postgres://x@localhost/y' }],
  ])('%s: the sandbox plays Twilio and LiveKit', (_, environment) => {
    expect(planStart(environment)).toMatchObject({ sandbox: true, real: [] });
  });

  it.each([
    'SUPABASE_URL',
    'LIVEKIT_URL',
    'LIVEKIT_API_KEY',
    'LIVEKIT_API_SECRET',
    'LIVEKIT_SIP_URI',
    'TWILIO_BASE_URL',
  ])('%s alone: the accounts are real, and what is missing is an error and not played', (name) => {
    const plan = planStart({ [name]: 'x' });
    expect(plan).toMatchObject({ sandbox: false, real: [name] });
    expect(apiEnvironment(plan, { port: 3000, sandbox: null })).toEqual({
      defaults: { LOG_FORMAT: 'pretty' },
      fixed: { PORT: '3000' },
    });
  });

  it('TWILIO_BASE_URL=sandbox beside a LiveKit of one’s own: the sandbox plays Twilio alone', () => {
    const own = {
      TWILIO_BASE_URL: 'sandbox',
      LIVEKIT_URL: 'ws://127.0.0.1:7880',
      LIVEKIT_API_KEY: 'devkey',
      LIVEKIT_API_SECRET: 'secret',
      LIVEKIT_SIP_URI: 'sip:abc.sip.livekit.cloud',
    };
    const plan = planStart(own);
    expect(plan).toMatchObject({ sandbox: true, livekitUrl: own.LIVEKIT_URL });
    const environment = withSettings(own, apiEnvironment(plan, { port: 3000, sandbox: SANDBOX }));
    expect(environment).toMatchObject({ ...own, TWILIO_BASE_URL: SANDBOX.url });
    expect(readConfig(environment)).toMatchObject({ isSandbox: true, livekit: { url: 'ws://127.0.0.1:7880' } });
  });

  it('TWILIO_BASE_URL=sandbox beside half a LiveKit: what is missing is an error and not played', () => {
    const own = { TWILIO_BASE_URL: 'sandbox', LIVEKIT_API_KEY: 'devkey' };
    const settings = apiEnvironment(planStart(own), { port: 3000, sandbox: SANDBOX });
    expect(() => readConfig(withSettings(own, settings))).toThrow('LIVEKIT_URL');
  });

  it('TWILIO_BASE_URL=sandbox alone is the sandbox as ever', () => {
    const plan = planStart({ TWILIO_BASE_URL: 'sandbox' });
    expect(plan).toMatchObject({ sandbox: true, real: [], livekitUrl: null });
    expect(apiEnvironment(plan, { port: 3000, sandbox: SANDBOX }).fixed).toMatchObject({ LIVEKIT_URL: SANDBOX.url });
  });

  it('TWILIO_BASE_URL=sandbox is understood by npm start only: in production nobody plays Twilio by mistake', () => {
    const own = { TWILIO_BASE_URL: 'sandbox', PUBLIC_URL: 'https://sip.example.com' };
    expect(() => readConfig(own)).toThrow('TWILIO_BASE_URL');
  });

  it.each([
    [undefined, 3000],
    ['4000', 4000],
    ['0', 0],
    ['abc', null],
    ['70000', null],
  ])('PORT=%s is port %s', (PORT, port) => {
    expect(planStart({ PORT })).toMatchObject({ port, sandboxPort: 3100 });
  });

  it('lets the API listen where it was found free, also when any port would do', () => {
    const settings = apiEnvironment(planStart({ PORT: '0' }), { port: 4321, sandbox: SANDBOX });
    expect(withSettings({ PORT: '0' }, settings)).toMatchObject({ PORT: '4321', PUBLIC_URL: 'http://localhost:4321' });
  });

  it('gives the API an environment that it accepts, in which what the user has set wins', () => {
    const own = { SIGN_UP: 'closed', LOG_LEVEL: 'debug', PUBLIC_URL: '' };
    const settings = apiEnvironment(planStart(own), { port: 3000, sandbox: SANDBOX });
    const environment = withSettings(own, settings);
    expect(environment).toMatchObject({ SIGN_UP: 'closed', LOG_LEVEL: 'debug', PUBLIC_URL: 'http://localhost:3000' });
    expect(readConfig(environment)).toMatchObject({
      isSandbox: true,
      signUp: 'closed',
      warnings: [],
      livekit: { url: SANDBOX.url, apiKey: SANDBOX.apiKey },
    });
  });
});
