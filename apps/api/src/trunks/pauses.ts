import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** The waiting and the chance in a run's timing: the one thing of its surroundings that tests replace. */
@Injectable()
export class Pauses {
  readonly random = (): number => Math.random();

  async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds);
  }
}
