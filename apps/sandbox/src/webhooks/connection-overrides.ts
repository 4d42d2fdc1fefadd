/** How long a webhook may take and how often it is tried again; Twilio docs: "Webhooks connection overrides". */
export interface Delivery {
  readonly connectMs: number;
  readonly readMs: number;
  readonly totalMs: number;
  readonly retries: number;
  /** Which failures are tried again: `ct` no connection, `rt` no answer in time, `4xx`, `5xx`, or `all` of them. */
  readonly retryOn: readonly string[];
}

export const DEFAULT_DELIVERY: Delivery = {
  connectMs: 5000,
  readMs: 15_000,
  totalMs: 15_000,
  retries: 1,
  retryOn: ['ct'],
};

const POLICIES = new Set(['ct', 'rt', '4xx', '5xx', 'all']);

export interface Target {
  /** Without the fragment, which is never sent. */
  readonly url: string;
  readonly delivery: Delivery;
  /** Parts of the fragment that Twilio would not understand. */
  readonly problems: readonly string[];
}

const within = (min: number, max: number, text: string): number | undefined =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** Takes the overrides off a URL: `#ct=` and `#rt=` and `#tt=` milliseconds, `#rc=` retries, `#rp=` which failures. */
export function deliveryOf(configured: string, standard: Delivery = DEFAULT_DELIVERY): Target {
  const hash = configured.indexOf('#');
  if (hash === -1) return { url: configured, delivery: standard, problems: [] };
  const url = configured.slice(0, hash);
  const delivery: { -readonly [K in keyof Delivery]: Delivery[K] } = { ...standard };
  const problems: string[] = [];
  for (const [name, value] of new URLSearchParams(configured.slice(hash + 1))) {
    if (!apply(delivery, name, value)) problems.push(`${name}=${value}`);
  }
  return { url, delivery, problems };
}

function apply(delivery: { -readonly [K in keyof Delivery]: Delivery[K] }, name: string, value: string): boolean {
  const number = {
    ct: within(100, 10_000, value),
    rt: within(100, 15_000, value),
    tt: within(100, 15_000, value),
    rc: within(0, 5, value),
  };
  switch (name) {
    case 'ct':
      delivery.connectMs = number.ct ?? delivery.connectMs;
      return number.ct !== undefined;
    case 'rt':
      delivery.readMs = number.rt ?? delivery.readMs;
      return number.rt !== undefined;
    case 'tt':
      delivery.totalMs = number.tt ?? delivery.totalMs;
      return number.tt !== undefined;
    case 'rc':
      delivery.retries = number.rc ?? delivery.retries;
      return number.rc !== undefined;
    case 'rp': {
      const policies = value.split(',');
      const known = policies.every((policy) => POLICIES.has(policy));
      if (known) delivery.retryOn = policies;
      return known;
    }
    case 'sni':
      return value === 'y' || value === 'n';
    case 'e':
      return value !== '';
    default:
      return false;
  }
}
