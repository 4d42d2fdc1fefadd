import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { GroupCommit } from './group-commit.js';

const NONE: ReadonlyMap<number, Error> = new Map();

function committing(
  write: (records: readonly number[]) => Promise<ReadonlyMap<number, Error>>,
  more: Partial<{ most: number; mostWaiting: number }> = {},
): { readonly commit: GroupCommit<number>; readonly batches: (readonly number[])[] } {
  const batches: (readonly number[])[] = [];
  const commit = new GroupCommit<number>({ waitMs: 5, most: 3, mostWaiting: 100, ...more }, async (records) => {
    batches.push(records);
    return write(records);
  });
  return { commit, batches };
}

describe('the group commit', () => {
  it('writes together what comes together, in order, and not more than it may', async () => {
    const { commit, batches } = committing(async () => NONE);
    await Promise.all([1, 2, 3, 4, 5].map(async (record) => commit.add(record)));
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('is done with a record when it is written, and not before', async () => {
    let release = (): void => undefined;
    const { commit } = committing(
      async () =>
        new Promise((resolve) => {
          release = () => resolve(NONE);
        }),
    );
    let isDone = false;
    const adding = commit.add(1).then(() => {
      isDone = true;
    });
    await sleep(30);
    expect(isDone).toBe(false);
    release();
    await adding;
  });

  it('fails those that failed, and all of a write that throws, and goes on', async () => {
    const { commit } = committing(async (records) => {
      if (records.includes(4)) throw new Error('all');
      return new Map([[2, new Error('one')]]);
    });
    const added = await Promise.allSettled([1, 2, 3, 4, 5].map(async (record) => commit.add(record)));
    expect(added.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'rejected']);
    await commit.add(6);
  });

  it('counts what is being written as waiting', async () => {
    let release = (): void => undefined;
    const { commit } = committing(
      async () =>
        new Promise((resolve) => {
          release = () => resolve(NONE);
        }),
      { mostWaiting: 2 },
    );
    const adding = Promise.all([commit.add(1), commit.add(2)]);
    expect(commit.hasRoom).toBe(false);
    await sleep(30);
    expect(commit.hasRoom).toBe(false);
    release();
    await adding;
    await commit.settled();
    expect(commit.hasRoom).toBe(true);
  });
});
