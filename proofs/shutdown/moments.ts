import { connect as openSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './service.js';
import type { Stage, Story } from './stage.js';

/** Something that goes on for one tenant when the signal comes. */
export interface Moment {
  readonly name: string;
  /** Brings it about. What it returns is called after the signal and says what else went wrong. */
  readonly bring: (stage: Stage, story: Story, service: Service) => Promise<Afterwards | null>;
}

export type Afterwards = () => Promise<string[]>;

const TRUNKS = '^/v1/Trunks$';
const CREDENTIALS = '/api/v1/twilio-credentials';

/** Connects an account whose trunk takes that long to make, and waits until the request for it is under way. */
async function inTheMiddle(stage: Stage, story: Story, kind: string, more: object): Promise<void> {
  await stage.fault(kind, story, { method: 'POST', path: TRUNKS, ...more });
  await stage.connect(story);
  await stage.arrived(story, TRUNKS);
}

const STEP_IN_HAND: Moment = {
  name: 'a step in hand, an event stream and idle connections open',
  bring: async (stage, story) => {
    await inTheMiddle(stage, story, 'latency', { ms: 2_000 });
    const stream = await fetch(`${stage.url}${CREDENTIALS}/${story.credentialId}/trunk/events`, {
      headers: { authorization: `Bearer ${story.token}` },
    });
    return async () => {
      // To its end: an event stream that is cut in the middle of an event would throw.
      await stream.text();
      return [];
    };
  },
};

const HANGING_LOOK: Moment = {
  name: 'a look that gets no answer',
  bring: async (stage, story) => {
    const lists = '/SIP/CredentialLists.json$';
    await stage.fault('timeout', story, { method: 'GET', path: lists, ms: 8_000 });
    await stage.connect(story);
    await stage.arrived(story, lists, 'GET');
    return null;
  },
};

const MAIN_TRUNK: Moment = {
  name: 'create-main-trunk waits for its run',
  bring: async (stage, story) => {
    await stage.fault('latency', story, { method: 'POST', path: TRUNKS, ms: 2_000 });
    const { accountSid, authToken } = story.account;
    const body = { accountSid, authToken };
    const asked = stage.send(story.token, 'POST', `${CREDENTIALS}/create-main-trunk`, body).catch(() => null);
    await stage.arrived(story, TRUNKS);
    return async () => {
      const answer = await asked;
      const { code } = (answer?.body ?? {}) as { code?: string };
      return code === 'trunk.provisioning_timeout'
        ? []
        : [`the waiting request was answered ${JSON.stringify(answer)}`];
    };
  },
};

const START: Moment = {
  name: 'the start',
  bring: async (_, __, service) => {
    await service.said(/(The configuration)/);
    return null;
  },
};

const SECOND_SIGNAL: Moment = {
  name: 'a step in hand, and a second signal',
  bring: async (stage, story, service) => {
    await inTheMiddle(stage, story, 'latency', { ms: 4_000 });
    return async () => {
      await sleep(1_300);
      service.signal('SIGTERM');
      return Promise.resolve([]);
    };
  },
};

const NO_ANSWER: Moment = {
  name: 'a step whose vendor never answers',
  bring: async (stage, story) => {
    await inTheMiddle(stage, story, 'timeout-after', {});
    return null;
  },
};

const THROTTLED: Moment = {
  name: 'a vendor that always says: too many requests',
  bring: async (stage, story) => {
    await inTheMiddle(stage, story, '429', { times: 30 });
    return async () => {
      await stage.control('DELETE', '/faults');
      return Promise.resolve([]);
    };
  },
};

const HALF_A_REQUEST: Moment = {
  name: 'half a request',
  bring: async (stage, story) => {
    const { hostname, port } = new URL(stage.url);
    const socket = openSocket(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST ${CREDENTIALS} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${story.token}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"accountSid":',
    );
    await stage.connect(story);
    return async () => {
      socket.destroy();
      return Promise.resolve([]);
    };
  },
};

const DRAIN: Moment = {
  name: 'a public address, which is drained first',
  bring: async (stage, story) => {
    await inTheMiddle(stage, story, 'latency', { ms: 300 });
    return async () => {
      await sleep(1_000);
      const ready = await fetch(`${stage.url}/health/ready`);
      const list = await stage.send(story.token, 'GET', CREDENTIALS);
      return [
        ...(ready.status === 503 ? [] : [`ready while draining: ${String(ready.status)}`]),
        ...(list.status === 200 ? [] : [`a request during the drain was answered ${String(list.status)}`]),
      ];
    };
  },
};

/** What goes on at one signal, and how the process is to end. */
export interface Scene {
  readonly moments: readonly Moment[];
  /** For a process of its own, to which the signal comes while it starts, or once it listens. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly whileStarting?: true;
  /** Zero unless said otherwise. */
  readonly exitCode?: number;
  /** Once more on PostgreSQL, where nobody frees the leases that a process leaves behind. */
  readonly alsoOnPostgres?: true;
}

/** The first alone is the quick form: the others take long by nature (a vendor's time-out, a drain), or a start of their own. */
export const SCENES: readonly Scene[] = [
  { moments: [STEP_IN_HAND, HANGING_LOOK, MAIN_TRUNK], alsoOnPostgres: true },
  { moments: [SECOND_SIGNAL], exitCode: 1 },
  { moments: [NO_ANSWER, THROTTLED, HALF_A_REQUEST], alsoOnPostgres: true },
  { moments: [START], environment: {}, whileStarting: true },
  { moments: [DRAIN], environment: { HOST: '0.0.0.0' } },
];
