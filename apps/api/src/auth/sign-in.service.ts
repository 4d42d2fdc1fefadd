import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Supabase } from '@app/supabase';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config/app-config.js';
import { INSTALLATION_KEYS, type InstallationKeys } from '../database/installation-keys.js';
import { SUPABASE } from '../database/supabase.token.js';
import { definitionOf } from '../problems/catalogue.js';
import { Problem } from '../problems/problem.js';
import { invalidRequest } from '../problems/validation.pipe.js';
import { AttemptLimits } from './attempt-limits.js';
import { limitedAddress } from './client-address.js';
import { toAuthRequest } from './to-auth-request.js';

const MOST_BODY_BYTES = 16 * 1024;
/** What a user may change of themselves here; a change of address would need mail, which the embedded Supabase cannot send. */
const CHANGEABLE = new Set(['password', 'current_password', 'data']);

/** Supabase Auth takes these for texts without looking. */
const TEXTS = ['email', 'phone', 'password', 'current_password', 'refresh_token'] as const;

type Fields = Readonly<Record<string, unknown>>;

/** Stands before the embedded Supabase's sign-in, which has no limits of its own. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(SUPABASE) private readonly supabase: Supabase,
    @Inject(INSTALLATION_KEYS) private readonly keys: InstallationKeys,
    private readonly config: AppConfig,
    private readonly limits: AttemptLimits,
  ) {}

  async signUp(request: FastifyRequest, body: unknown, reply: FastifyReply): Promise<void> {
    if (this.config.signUp === 'closed') throw readable(new Problem('auth.sign_up_closed'));
    const fields = fieldsOf(body);
    await this.#count(request, fields['email']);
    await this.pass(request, body, reply);
  }

  async token(request: FastifyRequest, body: unknown, reply: FastifyReply): Promise<void> {
    const grant = new URL(request.url, this.config.server.publicUrl).searchParams.get('grant_type');
    const fields = fieldsOf(body);
    if (grant === 'password') await this.#count(request, fields['email']);
    else if (grant === 'refresh_token') await this.#count(request, fields['refresh_token']);
    else throw invalidRequest([{ path: 'grant_type', message: 'This must be password or refresh_token.' }]);
    await this.pass(request, body, reply);
  }

  async changeUser(request: FastifyRequest, body: unknown, reply: FastifyReply): Promise<void> {
    const unknown = Object.keys(fieldsOf(body)).filter((name) => !CHANGEABLE.has(name));
    if (unknown.length > 0) {
      throw invalidRequest(unknown.map((path) => ({ path, message: 'This cannot be changed here.' })));
    }
    await this.#count(request, request.headers.authorization);
    await this.pass(request, body, reply);
  }

  /** Hands the request on and the answer back; of the headers only those that are needed, in both directions. */
  async pass(request: FastifyRequest, body: unknown, reply: FastifyReply): Promise<void> {
    if (this.supabase.authHandler === null) throw new Problem('route.not_found');
    this.#refuseForeignOrigin(request);
    this.#refuseWithoutKey(request.headers['apikey']);
    const text = body === undefined || body === null ? null : JSON.stringify(body);
    if (text !== null && Buffer.byteLength(text) > MOST_BODY_BYTES) throw new Problem('request.too_large');
    const answer = await this.supabase.authHandler(toAuthRequest(request, text, this.config.server.publicUrl));
    await reply
      .status(answer.status)
      .header('content-type', answer.headers.get('content-type') ?? 'application/json')
      .send(await answer.text());
  }

  async #count(request: FastifyRequest, account: unknown): Promise<void> {
    try {
      await this.limits.countSignIn(limitedAddress(request.ip), typeof account === 'string' ? account : '');
    } catch (thrown) {
      throw thrown instanceof Problem ? readable(thrown) : thrown;
    }
  }

  /** There is no CORS here: pages of other origins have no business with this sign-in. */
  #refuseForeignOrigin(request: FastifyRequest): void {
    const { origin } = request.headers;
    if (origin === undefined || origin === new URL(this.config.server.publicUrl).origin) return;
    if (URL.canParse(origin) && new URL(origin).host === request.headers.host) return;
    throw readable(new Problem('auth.cross_origin'));
  }

  #refuseWithoutKey(given: string | string[] | undefined): void {
    const expected = Buffer.from(this.keys.publishableKey);
    const presented = Buffer.from(typeof given === 'string' ? given : '');
    if (presented.length === expected.length && timingSafeEqual(presented, expected)) return;
    throw readable(new Problem('auth.publishable_key_required'));
  }
}

function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest([{ path: '', message: 'The body must be a JSON object.' }]);
  }
  const fields: Fields = { ...body };
  const odd = TEXTS.filter((name) => fields[name] !== undefined && typeof fields[name] !== 'string');
  if (odd.length > 0) throw invalidRequest(odd.map((path) => ({ path, message: 'This must be a text.' })));
  // The embedded Supabase would take a text apart into its 16-bit halves, which PostgreSQL cannot store.
  const { data } = fields;
  if (data !== undefined && data !== null && (typeof data !== 'object' || Array.isArray(data))) {
    throw invalidRequest([{ path: 'data', message: 'This must be a JSON object.' }]);
  }
  return fields;
}

/** supabase-js shows its user the member `msg`, so our own refusals carry their sentence there too. */
function readable(problem: Problem): Problem {
  return new Problem(problem.code, {
    cause: problem,
    extensions: { ...problem.extensions, msg: definitionOf(problem.code).detail },
  });
}
