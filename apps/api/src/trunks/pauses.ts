import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** The waiting and the chance in a run's timing: the one thing of its surroundings that tests replace. */
@Injectable()
export class Pauses {
  readonly random = (): number => Math.random();

  /** Ends early, without an error, when the signal fires. */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}
