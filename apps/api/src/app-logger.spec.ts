import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Secret } from '@app/secrets';
import { AppLogger } from './app-logger.js';

describe('the log', () => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
    const keep = (text: string | Uint8Array): boolean => lines.push(String(text)) > 0;
    jest.spyOn(process.stdout, 'write').mockImplementation(keep);
    jest.spyOn(process.stderr, 'write').mockImplementation(keep);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is one JSON object a line, with the facts at its root', () => {
    new AppLogger({ format: 'json', level: 'info' }).log('GET /x 200', { status: 200, tenantId: 't' }, 'Request');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'log', context: 'Request', status: 200, tenantId: 't' });
  });

  it('hides what looks like a secret, should anything ever log it', () => {
    const logger = new AppLogger({ format: 'json', level: 'info' });
    logger.log('careless', { headers: { Authorization: 'hunter2' }, password: 'hunter2', kept: new Secret('hunter2') });
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain('careless');
  });

  it.each([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'log']],
    ['debug', ['error', 'warn', 'log', 'debug']],
  ] as const)('at level %s it prints %j', (level, printed) => {
    const logger = new AppLogger({ format: 'json', level });
    for (const method of ['error', 'warn', 'log', 'debug'] as const) logger[method]('x', 'Test');
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(printed);
  });

  it('leaves out how Nest starts, and what stopped it, which is told once and better', () => {
    const logger = new AppLogger({ format: 'json', level: 'info' });
    logger.log('Mapped {/x, GET} route', 'RouterExplorer');
    logger.error(new Error('port in use'), 'ExceptionHandler');
    expect(lines).toEqual([]);
  });
});
