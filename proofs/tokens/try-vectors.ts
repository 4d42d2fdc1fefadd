import { rawRequest, type RawAnswer } from '../harness/raw-request.js';
import { apiKeyVectors, fillChest } from './api-keys.js';
import { ALGORITHMS, CHOSEN_KEYS, CONFUSED_KEYS } from './forged-keys.js';
import { SIGNATURES, WRAPPINGS } from './forged-signatures.js';
import { goodToken, rsaToken, type Issuer } from './issuers.js';
import { OTHER_CREDENTIALS, PRESENTATIONS } from './presentations.js';
import { asBearer, type Presented, type VectorClass } from './vector.js';
import { NAMES, TIMES } from './wrong-claims.js';

export interface Outcome {
  tried: number;
  accepted: number;
  controls: number;
  sound: number;
}

const TOKEN_CLASSES = [
  ALGORITHMS,
  CONFUSED_KEYS,
  CHOSEN_KEYS,
  SIGNATURES,
  WRAPPINGS,
  TIMES,
  NAMES,
  PRESENTATIONS,
  OTHER_CREDENTIALS,
];

const PROTECTED = '/api/v1/twilio-credentials';

/** Every vector against an API, each class with the good credential before and after it. */
export async function tryVectors(issuer: Issuer, only: string | null, log: (line: string) => void): Promise<Outcome> {
  const run = new Run(issuer, only, log);
  const tokens = async (): Promise<void> => {
    for (const group of TOKEN_CLASSES) await run.group(group, () => asBearer(goodToken(issuer)));
  };
  // The chest takes seconds, most of them waiting.
  const [chest] = await Promise.all([run.chest(), tokens()]);
  await run.group(apiKeyVectors(chest), () => asBearer(chest.good));
  await run.ways(chest.good);
  return run.outcome;
}

class Run {
  readonly outcome: Outcome = { tried: 0, accepted: 0, controls: 0, sound: 0 };
  #addresses = 0;

  constructor(
    private readonly issuer: Issuer,
    private readonly only: string | null,
    private readonly log: (line: string) => void,
  ) {}

  async chest(): ReturnType<typeof fillChest> {
    return fillChest(this.issuer, async (key) => this.mustPass('a key to begin with', asBearer(key)));
  }

  async group({ name, vectors }: VectorClass, good: () => Presented): Promise<void> {
    await this.mustPass(`the good one before ${name}`, good());
    let count = 0;
    for (const vector of vectors) {
      const made = vector.make(this.issuer);
      if (made === null || !`${name}: ${vector.name}`.includes(this.only ?? '')) continue;
      count += 1;
      const { status, text } = await this.ask(typeof made === 'string' ? asBearer(made) : made);
      this.outcome.tried += 1;
      if (status === 401 && /"code":"auth\.(?:invalid_token|required)"/.test(text)) continue;
      this.outcome.accepted += 1;
      this.log(`  ✗ ${this.issuer.kind}: ${name}: ${vector.name}: ${String(status)} ${text.slice(0, 120)}`);
    }
    await this.mustPass(`the good one after ${name}`, good());
    this.log(`${this.issuer.kind}: ${name}: ${String(count)}`);
  }

  /** Every way in which a good credential may come. */
  async ways(key: string): Promise<void> {
    const token = goodToken(this.issuer);
    const rsa = rsaToken(this.issuer);
    const ways: Readonly<Record<string, Presented>> = {
      'a token': asBearer(token),
      'a scheme in lower case': { headers: [['authorization', `bearer ${token}`]] },
      'a key': asBearer(key),
      'a key as X-Api-Key': { headers: [['X-Api-Key', key]] },
      ...(rsa === null
        ? {}
        : {
            'the other published key': asBearer(rsa),
            'a list of audiences with ours': asBearer(goodToken(this.issuer, { aud: ['other', 'authenticated'] })),
          }),
    };
    for (const [name, presented] of Object.entries(ways)) await this.mustPass(name, presented);
  }

  private async mustPass(name: string, presented: Presented): Promise<void> {
    const { status, text } = await this.ask(presented);
    this.outcome.controls += 1;
    if (status === 200) this.outcome.sound += 1;
    else this.log(`  ✗ ${this.issuer.kind}: ${name} does not pass: ${String(status)} ${text.slice(0, 120)}`);
  }

  /** Each comes from an address of its own, so that the lock after many failures does not answer in the verifier's place. */
  private async ask({ headers, query, body }: Presented): Promise<RawAnswer> {
    this.#addresses += 1;
    return rawRequest(this.issuer.world.api.url, {
      method: 'GET',
      target: query === undefined ? PROTECTED : `${PROTECTED}?${query}`,
      headers: [
        ['X-Forwarded-For', `198.19.${String(this.#addresses >> 8)}.${String(this.#addresses & 255)}`],
        ...headers,
      ],
      ...(body === undefined ? {} : { body }),
    });
  }
}
