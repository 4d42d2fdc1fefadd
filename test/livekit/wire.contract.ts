import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { changeCases } from './change-cases.js';
import { conflictCases } from './conflict-cases.js';
import { listCases } from './list-cases.js';
import { requestCases } from './request-cases.js';
import { WireBench } from './wire-bench.js';
import type { LiveKitUnderTest } from './wire-client.js';

/**
 * What Trunkline relies on below the port, and what the sandbox claims of LiveKit: one table, held against the sandbox and against
 * a real server. Where the two differ, the sandbox is wrong. Everything made is narrow enough to do no harm in somebody's project
 * (numbers, callers and trunks that nobody has), and is taken away again.
 */
export function describeLiveKitWire(name: string, start: () => Promise<LiveKitUnderTest>): void {
  describe(`LiveKit’s wire on ${name}`, () => {
    const wire = new WireBench();
    let server: LiveKitUnderTest;

    beforeAll(async () => {
      server = await start();
      wire.use(server);
    });
    afterAll(async () => await server.close());
    beforeEach(() => {
      wire.renew();
    });
    afterEach(async () => await wire.sweep());

    requestCases(wire);
    changeCases(wire);
    listCases(wire);
    conflictCases(wire);
  });
}
