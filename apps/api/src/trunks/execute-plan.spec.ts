import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { executePlan } from './execute-plan.js';
import type { Action } from './plan-connection.js';

/** An action that deletes a list: what it does plays no part here. */
function action(key: string, dependsOn: readonly string[] = []): Action {
  return {
    key,
    dependsOn,
    system: 'twilio',
    effect: 'remove',
    summary: key,
    type: 'delete-credential-list',
    credentialListSid: key,
  };
}

/** Each action depends on some of those before it, given in any order. */
const plans = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).chain((parents) =>
  fc.shuffledSubarray(
    parents.map((own, index) => action(`${index}`, [...new Set(own.filter((parent) => parent < index))].map(String))),
    { minLength: parents.length },
  ),
);

const always = (): boolean => true;

describe('executePlan', () => {
  it('starts nothing before what it depends on is done, and everything exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async (plan, scheduler) => {
        const done: string[] = [];
        const tooEarly: string[] = [];
        const perform = async ({ key, dependsOn }: Action): Promise<void> => {
          if (dependsOn.some((parent) => !done.includes(parent))) tooEarly.push(key);
          await scheduler.schedule(Promise.resolve());
          done.push(key);
        };
        const running = executePlan(plan, perform, always);
        await scheduler.waitFor(running);
        expect(await running).toEqual([]);
        expect(tooEarly).toEqual([]);
        expect(done.toSorted()).toEqual(plan.map(({ key }) => key).toSorted());
      }),
    );
  });

  it('leaves alone what waits for a failure and finishes the rest', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(20), async (plan, broken) => {
        const started: string[] = [];
        const failures = await executePlan(
          plan,
          async ({ key }) => {
            await Promise.resolve();
            started.push(key);
            if (key === String(broken)) throw new Error('broken');
          },
          always,
        );
        const waits = (key: string): boolean =>
          plan.find((one) => one.key === key)?.dependsOn.some((one) => one === String(broken) || waits(one)) ?? false;
        expect(started.toSorted()).toEqual(
          plan
            .map(({ key }) => key)
            .filter((key) => !waits(key))
            .toSorted(),
        );
        expect(failures.map((failure) => failure.action.key)).toEqual(started.filter((key) => key === String(broken)));
      }),
    );
  });

  it('works independent actions side by side', async () => {
    let most = 0;
    let now = 0;
    await executePlan(
      ['a', 'b', 'c'].map((key) => action(key)),
      async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
      },
      always,
    );
    expect(most).toBe(3);
  });

  it('starts nothing more once it may not go on', async () => {
    const started: string[] = [];
    const plan = [action('a'), action('b', ['a']), action('c', ['b'])];
    const perform = async ({ key }: Action): Promise<void> => {
      await Promise.resolve();
      started.push(key);
    };
    expect(await executePlan(plan, perform, () => started.length < 1)).toEqual([]);
    expect(started).toEqual(['a']);
  });

  it('takes a dependency that is not in the plan for done', async () => {
    const started: string[] = [];
    await executePlan(
      [action('a', ['elsewhere'])],
      async ({ key }) => {
        await Promise.resolve();
        started.push(key);
      },
      always,
    );
    expect(started).toEqual(['a']);
  });
});
