import { connect } from 'node:net';
import { once } from 'node:events';
import { credentialPath, trunkPath, type Scene } from './scene.js';

/** Requests that are wrong in every way, each with a secret in it: what is refused must not be repeated, here or in a log. */
export async function malform(scene: Scene, url: string): Promise<void> {
  const { accountSid } = await scene.newAccount();
  const secret = scene.wrongToken('malformed requests');
  const spaced = scene.canaries.add('auth token', 'token with spaces', 'sp4ced out t0ken with 8 gaps 77');
  const post = '/api/v1/twilio-credentials';

  const bodies: unknown[] = [
    `{"accountSid":"${accountSid}","authToken":"${secret}"`,
    `{"accountSid":"${accountSid}","authToken":"${secret}",}`,
    `{"__proto__":{"authToken":"${secret}"}}`,
    `"${secret}"`,
    [secret],
    { accountSid, authToken: spaced },
    { accountSid: secret, authToken: secret },
    { accountSid, authToken: { value: secret } },
    { accountSid, authToken: [secret] },
    { accountSid, authToken: secret, password: secret, [secret]: true },
    { accountSid, authToken: secret, label: secret.repeat(4) },
    { accountSid, authToken: secret, transferMode: secret, secure: secret },
    { accountSid, apiKeySid: secret, apiKeySecret: secret },
    { accountSid, authToken: secret, label: 'x'.repeat(70_000) },
    `${'{"a":'.repeat(200)}"${secret}"${'}'.repeat(200)}`,
  ];
  for (const body of bodies) {
    for (const path of [post, `${post}/create-main-trunk`]) await scene.ask('POST', path, body);
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', `text/${secret}`]) {
    await scene.ask('POST', post, `authToken=${secret}`, { 'content-type': type });
  }

  const id = '00000000-0000-4000-8000-000000000000';
  await scene.ask('POST', credentialPath(id, '/rotate-auth-token'), { authToken: secret });
  await scene.ask('PUT', credentialPath(id, '/api-key'), { apiKeySid: secret, apiKeySecret: secret });
  await scene.ask('PATCH', trunkPath(id), { disasterRecoveryUrl: `https://user:${secret}@example.test/` });
  await scene.ask('PATCH', trunkPath(id), { disasterRecoveryUrl: secret, secure: secret });
  await scene.ask('POST', '/api/v1/api-keys', { name: secret.repeat(3), scopes: [secret] });
  for (const path of [
    `${post}/${secret}`,
    `/api/v1/nowhere/${secret}?authToken=${secret}`,
    `/api/v1/%zz?token=${secret}`,
    `/api/v1/sip-config?credentialId=${secret}&mode=${secret}&from=${secret}`,
    `/api/v1/audit?cursor=${secret}&limit=${secret}`,
    `/health/ready?token=${secret}`,
    `/${secret}`.repeat(8),
  ]) {
    await scene.ask('GET', path);
    await scene.ask('DELETE', path);
  }

  const basic = Buffer.from(`${accountSid}:${secret}`).toString('base64');
  const headers: Record<string, string>[] = [
    { authorization: `Basic ${basic}` },
    { authorization: `Bearer ${secret}` },
    { authorization: secret },
    { authorization: `Bearer ${scene.token}x` },
    { authorization: `Bearer ${scene.apiKey}x` },
    { 'x-api-key': secret },
    { 'x-api-key': scene.apiKey },
    { 'idempotency-key': `${secret} ${secret}` },
    { cookie: `sb-access-token=${scene.token}; token=${secret}` },
    { apikey: secret },
  ];
  for (const header of headers) {
    await scene.ask('POST', post, { accountSid: 'AC', authToken: secret }, header);
    await scene.ask('GET', post, undefined, header);
  }
  await notHttp(scene, url, `GET /${secret} HTTP/1.1\r\nHost: x\r\nAuthorization : Basic ${basic}\r\n\r\n`);
  await notHttp(scene, url, `POST ${post} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n{"authToken":"${secret}"`);
}

/** Bytes that no client would send. */
async function notHttp(scene: Scene, url: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => undefined);
  socket.end(bytes);
  await Promise.race([once(socket, 'close'), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
  socket.destroy();
  scene.teller.keep('RAW', '/', 0, answer);
}
