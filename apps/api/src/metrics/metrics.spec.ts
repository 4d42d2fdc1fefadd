import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

/** The samples of one metric, as they are served. */
async function samplesOf(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(name));
}

describe('the figures of an application', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = new Metrics();
  });
  afterEach(() => metrics.onApplicationShutdown());

  it('are counted for itself, while another application in the process has the same names', async () => {
    const other = new Metrics();
    metrics.counter('trunkline_x_total', 'X', ['kind']).inc({ kind: 'a' });
    other.counter('trunkline_x_total', 'X', ['kind']).inc({ kind: 'b' }, 2);
    expect(await samplesOf(metrics, 'trunkline_x')).toEqual(['trunkline_x_total{kind="a"} 1']);
    expect(await samplesOf(other, 'trunkline_x')).toEqual(['trunkline_x_total{kind="b"} 2']);
  });

  it('come with those of the process, however many applications there are', async () => {
    const other = new Metrics();
    for (const each of [metrics, other, metrics]) {
      expect(await samplesOf(each, 'process_start_time_seconds')).toHaveLength(1);
    }
  });

  it('are read at the scrape, and absent while they cannot be read', async () => {
    let read = async () => Promise.resolve([{ value: 3, labels: { status: 'queued' } }]);
    metrics.gauge('trunkline_open', 'Open', ['status'], async () => read(), 50);
    expect(await samplesOf(metrics, 'trunkline_open')).toEqual(['trunkline_open{status="queued"} 3']);
    read = async () => Promise.reject(new Error('the database is away'));
    expect(await samplesOf(metrics, 'trunkline_open')).toEqual([]);
    read = async () => new Promise(() => undefined);
    expect(await samplesOf(metrics, 'trunkline_open')).toEqual([]);
    read = async () => Promise.resolve([{ value: 4, labels: { status: 'running' } }]);
    expect(await samplesOf(metrics, 'trunkline_open')).toEqual(['trunkline_open{status="running"} 4']);
  });
});
