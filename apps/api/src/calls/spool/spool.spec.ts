import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool, SpoolFullError, type SpoolOptions } from './spool.js';

let root: string;
const open: Spool[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trunkline-spool-'));
});
afterEach(async () => {
  for (const spool of open.splice(0)) await spool.close();
  rmSync(root, { recursive: true, force: true });
});

/** Not a cipher: it only has to notice another place. */
const seal = {
  seal: (place: string, text: string) => Buffer.from(`${place} ${text}`).toString('base64'),
  open: (place: string, sealed: string) => {
    const text = Buffer.from(sealed, 'base64').toString();
    if (!text.startsWith(`${place} `)) throw new Error('another place');
    return text.slice(place.length + 1);
  },
};

async function openSpool(more: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await Spool.open({
    root,
    seal,
    isAlone: true,
    keepReadMs: 0,
    mostBytes: 1e6,
    segmentBytes: 1e5,
    ...more,
  });
  open.push(spool);
  return spool;
}

async function takeAll(spool: Spool): Promise<string[]> {
  const all: string[] = [];
  for (let taken = await spool.take(); taken !== null; taken = await spool.take()) {
    all.push(...taken.records);
    await taken.done();
  }
  return all;
}

const files = (): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(root, name));

describe('the spool', () => {
  it('gives back what was appended, in order, once it is taken and done', async () => {
    const spool = await openSpool();
    await Promise.all([spool.append(['1', '2']), spool.append(['3'])]);
    expect(spool.depth).toMatchObject({ records: 3 });
    expect(spool.depth.oldest).toBeLessThanOrEqual(Date.now());
    expect(await takeAll(spool)).toEqual(['1', '2', '3']);
    await spool.append(['4']);
    expect(await takeAll(spool)).toEqual(['4']);
    expect(await spool.take()).toBeNull();
    expect(spool.isEmpty).toBe(true);
    expect(spool.depth).toEqual({ records: 0, bytes: 0, oldest: null });
    expect(files()).toEqual([]);
  });

  it('keeps what was taken and not done for the next process', async () => {
    const first = await openSpool();
    await first.append(['1']);
    expect((await first.take())?.records).toEqual(['1']);
    await first.append(['2']);
    expect(await takeAll(await openSpool())).toEqual(['1', '2']);
  });

  it('loses nothing to a torn end, and cuts it off', async () => {
    await (await openSpool()).append(['1', '2']);
    const whole = readFileSync(files()[0] ?? '', 'utf8');
    for (const torn of [whole.slice(0, 1), whole.slice(0, 60), whole.slice(0, -1)]) {
      appendFileSync(files()[0] ?? '', torn);
      const next = await openSpool();
      expect(next.depth.records).toBe(2);
      expect(readFileSync(files()[0] ?? '', 'utf8')).toBe(whole);
    }
  });

  it('reads on after a damaged line, says so, and keeps the file', async () => {
    const first = await openSpool();
    for (const record of ['1', '2', '3']) await first.append([record]);
    const [file = ''] = files();
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [lines[0], lines[1]?.replace('"count":1', '"count":7'), ...lines.slice(2)].join('\n'));
    const next = await openSpool();
    const taken = await next.take();
    expect(taken).toMatchObject({ records: ['1', '3'], unreadable: 1 });
    await taken?.done();
    expect(files()).toHaveLength(1);
    await next.close();
    expect(files()).toHaveLength(1);
  });

  it('does not stand still at a file that is gone', async () => {
    const spool = await openSpool({ segmentBytes: 1 });
    await spool.append(['1']);
    await spool.append(['2']);
    rmSync(files().toSorted()[0] ?? '');
    expect(await takeAll(spool)).toEqual(['2']);
    expect(spool.isEmpty).toBe(true);
  });

  it('does not read what was sealed for another place', async () => {
    await (await openSpool()).append(['1']);
    const [file = ''] = files();
    renameSync(file, file.replace('000000001', '000000002'));
    expect(await (await openSpool()).take()).toMatchObject({ records: [], unreadable: 1 });
  });

  it('begins a new file when one is long enough, and is full at its bound', async () => {
    const spool = await openSpool({ segmentBytes: 1, mostBytes: 1_000 });
    const appended: string[] = [];
    const fill = async (): Promise<void> => {
      for (; ; appended.push(String(appended.length))) await spool.append([String(appended.length)]);
    };
    await expect(fill()).rejects.toThrow(SpoolFullError);
    expect(files()).toHaveLength(appended.length);
    expect(appended.length).toBeGreaterThan(2);
    expect(await takeAll(spool)).toEqual(appended);
    await spool.append(['again']);
  });

  it('keeps what was read for as long as it is told to', async () => {
    const spool = await openSpool({ keepReadMs: 60_000 });
    await spool.append(['1']);
    expect(await takeAll(spool)).toEqual(['1']);
    await spool.tidy();
    expect(files()).toHaveLength(1);
    expect(await takeAll(await openSpool())).toEqual(['1']);
    await spool.tidy(performance.now() + 60_000);
  });

  it('leaves a living process alone, and takes over from one that has not beaten for a minute', async () => {
    const first = await openSpool({ isAlone: false });
    await first.append(['1']);
    const second = await openSpool({ isAlone: false });
    expect(await takeAll(second)).toEqual([]);
    const [folder = ''] = readdirSync(root).toSorted();
    const old = new Date(Date.now() - 61_000);
    utimesSync(join(root, folder), old, old);
    await second.adopt();
    expect(await takeAll(second)).toEqual(['1']);
  });

  it('says at once that it cannot write', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(openSpool({ root: join(root, 'file', 'spool') })).rejects.toThrow('ENOTDIR');
    const spool = await openSpool();
    for (const name of readdirSync(root).filter((entry) => entry !== 'file'))
      rmSync(join(root, name), { recursive: true });
    await expect(spool.append(['1'])).rejects.toThrow('ENOENT');
    await expect(spool.check()).rejects.toThrow('ENOENT');
    mkdirSync(root, { recursive: true });
  });
});
