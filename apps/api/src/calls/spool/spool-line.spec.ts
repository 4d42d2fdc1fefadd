import { describe, expect, it } from '@jest/globals';
import { formatLine, parseLine } from './spool-line.js';

const batch = { at: 1_795_000_000_000, count: 2, sealed: 'v1.k.aaaa.bbbb.cccc' };
const line = formatLine(batch);

describe('a line of the spool', () => {
  it('is read as it was written', () => {
    expect(line.endsWith('}\n')).toBe(true);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(parseLine(line)).toEqual(batch);
  });

  it('is nothing when it was torn anywhere', () => {
    for (let length = 0; length < line.length - 1; length += 1) expect(parseLine(line.slice(0, length))).toBeNull();
  });

  it.each([
    ['another time', line.replace('"at":1', '"at":2')],
    ['another count', line.replace('"count":2', '"count":3')],
    ['other bytes', line.replace('bbbb', 'bbbc')],
    ['another length', line.replace('"length":', '"length":1')],
    ['no CRC', line.replace('crc32c', 'crc')],
    ['two lines in one', line.slice(0, 20) + line],
    ['no object', '[]'],
    ['null', 'null'],
  ])('is nothing with %s', (_, damaged) => {
    expect(parseLine(damaged)).toBeNull();
  });
});
