import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DatabaseGate } from './database-gate.js';

const limits = { maxHoldMs: 200, maxWaitMs: 1000, maxWaiting: 3 };
const gateOf = (cleanUps: string[] = []): DatabaseGate =>
  new DatabaseGate(limits, async () => {
    cleanUps.push('rolled back');
    return Promise.resolve();
  });

describe('the database gate', () => {
  it('lets one in at a time, in order of arrival', async () => {
    const gate = gateOf();
    const order: string[] = [];
    const visit = async (name: string): Promise<void> =>
      gate.run(async () => {
        order.push(`${name} in`);
        await sleep(Math.random() * 3);
        order.push(`${name} out`);
      });
    await Promise.all(['a', 'b', 'c', 'd'].map(visit));
    expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out', 'd in', 'd out']);
  });

  it('lets the holder in again, as deep as it likes', async () => {
    const gate = gateOf();
    const value = await gate.run(async () => gate.run(async () => gate.run(async () => Promise.resolve(42))));
    expect(value).toBe(42);
  });

  it('refuses two branches of one holder', async () => {
    const gate = gateOf();
    const both = gate.run(async () => Promise.all([gate.run(async () => sleep(5)), gate.run(async () => sleep(5))]));
    await expect(both).rejects.toMatchObject({ code: 'database.nested' });
    await expect(gate.run(async () => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('opens again after a failure', async () => {
    const gate = gateOf();
    await expect(gate.run(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(gate.run(async () => Promise.resolve(1))).resolves.toBe(1);
  });

  it('takes the session from a holder who keeps it too long, and cleans up before the next', async () => {
    const cleanUps: string[] = [];
    const gate = gateOf(cleanUps);
    const stuck = gate.run(async () => {
      const { hold } = gate;
      if (hold !== undefined) hold.session.inTransaction = true;
      await sleep(10_000, undefined, { ref: false });
    });
    const next = gate.run(async () => Promise.resolve([...cleanUps]));
    await expect(stuck).rejects.toMatchObject({ code: 'database.busy' });
    await expect(next).resolves.toEqual(['rolled back']);
  });

  it('tells a hold that is over from one that is current', async () => {
    const gate = gateOf();
    let later: Promise<boolean | undefined> = Promise.resolve(undefined);
    await gate.run(async () => {
      later = sleep(20).then(() => gate.hold?.open);
      return Promise.resolve();
    });
    await expect(later).resolves.toBe(false);
  });

  it('refuses when too many wait', async () => {
    const gate = gateOf();
    const all = await Promise.allSettled(Array.from({ length: 6 }, async () => gate.run(async () => sleep(5))));
    expect(all.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(gate.waiting).toBe(0);
  });

  it('refuses whoever waited too long, and forgets them', async () => {
    const gate = gateOf();
    const holder = gate.run(async () => sleep(50));
    const waiter = gate.run(async () => Promise.resolve('never'), { maxWaitMs: 10 });
    await expect(waiter).rejects.toMatchObject({ code: 'database.busy' });
    await holder;
    await expect(gate.run(async () => Promise.resolve('free'))).resolves.toBe('free');
  });
});
