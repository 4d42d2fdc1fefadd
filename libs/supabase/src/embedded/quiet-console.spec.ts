import { afterEach, describe, expect, it } from '@jest/globals';
import { muteConsole, quietly } from './quiet-console.js';

const original = console.error;
afterEach(() => {
  console.error = original;
});

describe('the console', () => {
  it('hears nothing from within, everything from without, and is given back', async () => {
    const heard: string[] = [];
    const ours = (text: string): void => {
      heard.push(text);
    };
    console.error = ours;
    const [first, second] = [muteConsole(), muteConsole()];
    await Promise.all([
      quietly(async () => {
        await Promise.resolve();
        console.error('from within');
      }),
      (async () => {
        await Promise.resolve();
        console.error('from without');
      })(),
    ]);
    first();
    first();
    await quietly(async () => Promise.resolve(console.error('still muted')));
    second();
    expect(console.error).toBe(ours);
    expect(heard).toEqual(['from without']);
  });
});
