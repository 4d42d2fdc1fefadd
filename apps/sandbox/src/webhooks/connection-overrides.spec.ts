import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DELIVERY, deliveryOf } from './connection-overrides.js';

describe('deliveryOf', () => {
  it('takes the overrides off the URL', () => {
    expect(deliveryOf('https://a.example/x?y=1#rc=3&rp=ct,5xx&ct=2000&rt=4000&tt=9000')).toEqual({
      url: 'https://a.example/x?y=1',
      delivery: { connectMs: 2000, readMs: 4000, totalMs: 9000, retries: 3, retryOn: ['ct', '5xx'] },
      problems: [],
    });
    expect(deliveryOf('https://a.example/').delivery).toBe(DEFAULT_DELIVERY);
  });

  it.each(['rc=6', 'rp=sometimes', 'ct=50', 'rt=20000', 'retries=3'])(
    'names %s, which Twilio would not take',
    (part) => {
      expect(deliveryOf(`https://a.example/#${part}`)).toEqual({
        url: 'https://a.example/',
        delivery: DEFAULT_DELIVERY,
        problems: [part],
      });
    },
  );
});
