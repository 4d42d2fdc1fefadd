import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOCAL_NAME = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/**
 * The control API shows every secret there is, so without a token it serves this machine only. A browser on this machine
 * is no better than what it has loaded: the Host header gives away a rebound name, the Origin a foreign page.
 */
export function isLocal(incoming: IncomingMessage): boolean {
  const { host = '', origin } = incoming.headers;
  if (!LOOPBACK.test(incoming.socket.remoteAddress ?? '') || !LOCAL_NAME.test(host)) return false;
  return origin === undefined || LOCAL_NAME.test(origin.replace(/^https?:\/\//, ''));
}
