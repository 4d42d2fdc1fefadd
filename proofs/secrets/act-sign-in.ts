import type { Scene } from './scene.js';

const EMAIL = 'ada@example.test';

interface Session {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Signs up and in, rightly and wrongly, changes the password, and makes an API key. */
export async function signIn(scene: Scene): Promise<void> {
  const { canaries } = scene;
  // With characters that every encoding writes differently.
  const first = canaries.add('dashboard password', 'first password', 'Kanarie+vogel/één="1"&7391');
  const second = canaries.add('dashboard password', 'second password', 'Zweite\\Losung<ü>?%204488;');
  const wrong = canaries.add('dashboard password', 'wrong password', 'falsch+geraten/5=5&6620');

  await session(scene, 'sign-up', 'signup', { email: EMAIL, password: first });
  await auth(scene, 'POST', 'signup', { email: EMAIL, password: wrong });
  await auth(scene, 'POST', 'signup', { email: wrong, password: first });
  await auth(scene, 'POST', 'token?grant_type=password', { email: EMAIL, password: wrong });
  await auth(scene, 'POST', `token?grant_type=${encodeURIComponent(wrong)}`, { email: EMAIL, password: wrong });
  await auth(scene, 'POST', 'token?grant_type=password', `{"email":"${EMAIL}","password":"${wrong}"`);
  await auth(scene, 'POST', 'recover', { email: EMAIL, password: wrong });
  const { refresh_token: refreshToken } = await session(scene, 'sign-in', 'token?grant_type=password', {
    email: EMAIL,
    password: first,
  });
  await session(scene, 'refresh', 'token?grant_type=refresh_token', { refresh_token: refreshToken });
  // Used up by now: the answer to a stolen one.
  await auth(scene, 'POST', 'token?grant_type=refresh_token', { refresh_token: refreshToken });
  await auth(scene, 'GET', 'user');
  await auth(scene, 'PUT', 'user', { password: second, current_password: first });
  await auth(scene, 'PUT', 'user', { password: second, nonsense: first });
  await session(scene, 'sign-in again', 'token?grant_type=password', { email: EMAIL, password: second }, first);

  const scopes = ['sip-config:read', 'credentials:read', 'trunks:read', 'trunks:write', 'audit:read'];
  const { body } = await scene.must(201, 'POST', '/api/v1/api-keys', { name: 'agent', scopes });
  const { token } = body as { token: string };
  scene.apiKey = canaries.add('API-key token', 'API key', token);
  canaries.add('API-key token', 'API key: secret part', token.split('_').slice(3).join('_').slice(0, 43));
  await scene.ask('GET', '/api/v1/api-keys');
}

/** Signs out at the end, so that the story holds for whoever comes next. */
export async function signOut(scene: Scene): Promise<void> {
  await auth(scene, 'POST', 'logout');
}

async function auth(scene: Scene, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = {
    apikey: scene.publishableKey,
    ...(scene.token === '' ? {} : { authorization: `Bearer ${scene.token}` }),
  };
  const answer = await scene.teller.ask(method, `/auth/v1/${path}`, {
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return answer.body;
}

/** With `otherwise`, the password that is still good when it could not be changed. */
async function session(
  scene: Scene,
  name: string,
  path: string,
  body: Readonly<Record<string, string>>,
  otherwise?: string,
): Promise<Session> {
  let answer = await auth(scene, 'POST', path, body);
  if (!isSession(answer) && otherwise !== undefined) {
    answer = await auth(scene, 'POST', path, { ...body, password: otherwise });
  }
  if (!isSession(answer)) throw new Error(`${name}: no session`);
  scene.canaries.addSession(name, answer);
  scene.token = answer.access_token;
  return answer;
}

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'access_token' in value && 'refresh_token' in value;
}
