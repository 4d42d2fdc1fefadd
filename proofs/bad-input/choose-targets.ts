import { METRICS_TOKEN } from '../routes/callers.js';
import { CASES } from '../routes/cases.js';
import { operationsOf, type OpenApiDocument, type Operation } from '../routes/document.js';
import type { Stage } from '../routes/stage.js';
import { PASSWORD } from '../harness/world.js';
import { detailsOf, takenMethods, type Target } from './targets.js';

type Headers = Target['headers'];

/** How to make a target whose request is good at this moment; called anew where a success uses it up. */
export interface TargetMaker {
  readonly name: string;
  readonly make: () => Promise<Target>;
}

/**
 * Every operation of the document, and what is served beside it: the sign-in, the documentation, an address with nothing. Callers take
 * turns with that many API keys.
 */
export async function chooseTargets(document: OpenApiDocument, stage: Stage, keyCount: number): Promise<TargetMaker[]> {
  const keys: string[] = [];
  for (let count = 0; count < keyCount; count += 1) keys.push((await stage.mintKey(stage.owner, stage.scopes)).token);
  let turn = 0;
  const anyKey: Headers = () => {
    turn += 1;
    return bearer(keys[turn % keys.length] ?? '');
  };
  const known = operationsOf(document).map((operation): TargetMaker => ({
    name: operation.name,
    make: async () => {
      const makeFilling = CASES[operation.name]?.[0]?.make;
      if (makeFilling === undefined)
        throw new Error(`${operation.name}: no valid request is known, see proofs/routes/cases.ts`);
      return {
        ...detailsOf(document, operation),
        name: operation.name,
        method: operation.method,
        path: operation.path,
        filling: await makeFilling(stage),
        success: operation.success,
        headers: headersFor(operation, stage, anyKey),
        takenMethods: takenMethods(document, operation.path),
        speaks: 'problems',
      };
    },
  }));
  return [...known, ...signIn(stage), ...pages()];
}

function headersFor({ access }: Operation, stage: Stage, anyKey: Headers): Headers {
  if (access.kind === 'public') return () => [];
  if (access.kind === 'operator') return () => bearer(METRICS_TOKEN);
  return access.kind === 'user' ? () => bearer(stage.owner.accessToken) : anyKey;
}

function bearer(token: string): readonly (readonly [string, string])[] {
  return [['Authorization', `Bearer ${token}`]];
}

const PLAIN = { filling: {}, fields: {}, queryNames: [], headers: () => [] } as const;

/** The closed list of /auth/v1, which is not in the document. */
function signIn(stage: Stage): TargetMaker[] {
  const { world } = stage;
  const apikey = (): readonly (readonly [string, string])[] => [['apikey', world.keys.publishableKey]];
  const signedIn = async (): Promise<{ accessToken: string; email: string }> =>
    world.signUp(stage.newName('signer').replace(' ', '-'));
  const target = (method: string, path: string, more: Partial<Target>): Target => ({
    ...PLAIN,
    name: `${method} ${path}`,
    method,
    path,
    success: [200],
    headers: apikey,
    takenMethods: new Set(path.endsWith('user') ? ['GET', 'PUT'] : [method]),
    speaks: 'supabase',
    ...more,
  });
  const make = (name: string, made: () => Promise<Target>): TargetMaker => ({ name, make: made });
  const user = (method: string, body?: object) => async (): Promise<Target> => {
    const { accessToken } = await signedIn();
    return target(method, '/auth/v1/user', {
      ...(body === undefined ? {} : { filling: { body } }),
      headers: () => [...apikey(), ...bearer(accessToken)],
    });
  };
  return [
    make('sign up', async () => {
      const email = `${stage.newName('new').replace(' ', '-')}@example.test`;
      return Promise.resolve(target('POST', '/auth/v1/signup', { filling: { body: { email, password: PASSWORD } } }));
    }),
    make('sign in', async () => {
      const { email } = await signedIn();
      const filling = { query: { grant_type: 'password' }, body: { email, password: PASSWORD } };
      return target('POST', '/auth/v1/token', { filling, queryNames: ['grant_type'] });
    }),
    make('sign out', async () => {
      const { accessToken } = await signedIn();
      return target('POST', '/auth/v1/logout', {
        success: [204],
        queryNames: ['scope'],
        headers: () => [...apikey(), ...bearer(accessToken)],
      });
    }),
    make('read user', user('GET')),
    make('change user', user('PUT', { data: { theme: 'dark' } })),
  ];
}

function pages(): TargetMaker[] {
  return ['/docs', '/docs/openapi.json', '/docs/openapi.yaml', '/docs/swagger-ui.css'].map((path) => ({
    name: path,
    make: async () =>
      Promise.resolve({
        ...PLAIN,
        name: path,
        method: 'GET',
        path,
        success: [200, 206, 302, 304],
        takenMethods: new Set(['GET']),
        speaks: 'problems' as const,
      }),
  }));
}
