import type { Sandbox, SandboxOptions } from '../../apps/sandbox/src/sandbox.js';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { contractValidator } from './contract-validator.js';

export interface ControlAnswer {
  readonly status: number;
  /** Whatever the route answers; each test says what it expects of it. */
  readonly body: Record<string, unknown>;
}

export interface TestAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

export interface TestSandbox extends Sandbox {
  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<ControlAnswer>;
  account(wishes?: object): Promise<TestAccount>;
  /** Contract violations of every reply so far; a test file ends by expecting none. */
  readonly brokenContracts: readonly string[];
}

/** A sandbox in this process whose every Twilio reply is held against Twilio's own OpenAPI. */
export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ demoAccount: false, ...options });
  const validator = contractValidator();
  const brokenContracts: string[] = [];
  sandbox.onReply((reply) => brokenContracts.push(...validator.check(reply)));

  const control: TestSandbox['control'] = async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const account = async (wishes: object = {}): Promise<TestAccount> => {
    const { body } = await control('POST', '/accounts', wishes);
    return { accountSid: String(body['accountSid']), authToken: String(body['authToken']) };
  };
  return { ...sandbox, control, account, brokenContracts };
}
