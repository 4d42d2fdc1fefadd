import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readPrivate, writePrivate } from './private-file.mjs';

/**
 * The user to try things with: signed up like anybody else, with a random password that stays in the data folder. Null when
 * nobody can sign up here.
 */
export async function demoUser(address, dataDir) {
  const file = join(dataDir, 'demo.json');
  const { publishableKey, signUp } = await (await fetch(`${address}/api/v1/sign-in-settings`)).json();
  const ask = async (path, { email, password }) =>
    (
      await fetch(`${address}/auth/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', apikey: publishableKey },
        body: JSON.stringify({ email, password }),
      })
    ).status;

  const known = readPrivate(file);
  if (known !== null) {
    // 429: started very often within a minute; the password has not become wrong by that.
    const status = await ask('token?grant_type=password', known);
    if (status === 200 || status === 429) return { ...known, publishableKey };
  }
  if (signUp !== 'open') return null;
  // The plain name may be taken by a user whose password was in a file that is gone.
  for (const email of ['demo@trunkline.local', `demo-${randomBytes(3).toString('hex')}@trunkline.local`]) {
    const user = { email, password: randomBytes(18).toString('base64url') };
    if ((await ask('signup', user)) !== 200) continue;
    writePrivate(file, user);
    return { ...user, publishableKey };
  }
  return null;
}
