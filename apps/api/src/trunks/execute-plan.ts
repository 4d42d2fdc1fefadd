import type { Action } from './plan-connection.js';

/** What became of one action of a plan. */
export interface ActionOutcome {
  readonly action: Action;
  readonly error: unknown;
}

/**
 * Performs the actions of a plan, each as soon as everything it depends on is done, independent ones side by side. After a failure
 * the actions that wait for it are left alone and the others are finished. Returns the failures, none when all was done.
 *
 * `perform` records the action before and after; `mayGoOn` is asked before each start (a lost lease or a shutdown stops the run at
 * a step's edge).
 */
export async function executePlan(
  actions: readonly Action[],
  perform: (action: Action) => Promise<void>,
  mayGoOn: () => boolean,
  onFailure: (action: Action, error: unknown) => void = () => undefined,
): Promise<readonly ActionOutcome[]> {
  const failures: ActionOutcome[] = [];
  const started = new Map<string, Promise<boolean>>();
  const start = (action: Action): Promise<boolean> => {
    const running = started.get(action.key);
    if (running !== undefined) return running;
    const promise = run(action);
    started.set(action.key, promise);
    return promise;
  };
  const byKey = new Map(actions.map((action) => [action.key, action]));
  const run = async (action: Action): Promise<boolean> => {
    const parents = action.dependsOn.map((key) => byKey.get(key)).filter((parent) => parent !== undefined);
    const done = await Promise.all(parents.map(start));
    if (done.includes(false) || !mayGoOn()) return false;
    try {
      await perform(action);
      return true;
    } catch (error) {
      failures.push({ action, error });
      onFailure(action, error);
      return false;
    }
  };
  await Promise.all(actions.map(start));
  return failures;
}
