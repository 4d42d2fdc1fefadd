import type { Scene } from './scene.js';

/** Whoever watches reads the figures with the token: as they should, with one that is nearly right, and where no token belongs. */
export async function readFigures(scene: Scene, metricsToken: string): Promise<void> {
  const read = async (as?: string, path = '/metrics', headers?: Record<string, string>): Promise<number> =>
    (await scene.teller.ask('GET', path, { ...(as === undefined ? {} : { as }), ...(headers ? { headers } : {}) }))
      .status;
  const status = await read(metricsToken);
  if (status !== 200) throw new Error(`GET /metrics: ${String(status)}`);
  const nearly = scene.canaries.add('metrics token', 'a token that is nearly right', `${metricsToken.slice(0, -2)}-x`);
  await read(nearly);
  await read(`${metricsToken} twice ${metricsToken}`);
  await read(undefined, '/metrics', {
    authorization: `Basic ${Buffer.from(`prometheus:${metricsToken}`).toString('base64')}`,
  });
  await read(undefined, `/metrics?token=${metricsToken}`);
  await read(metricsToken, '/api/v1/twilio-credentials');
}
