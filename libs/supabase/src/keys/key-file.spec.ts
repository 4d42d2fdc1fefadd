import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '@app/secrets';
import { checkSecrets } from '../embedded/check-secrets.js';
import { loadOrCreateKeys } from './key-file.js';

const freshDir = (): string => join(mkdtempSync(join(tmpdir(), 'trunkline-keys-')), 'data');

describe('the key file', () => {
  it('is made once, private, with keys that everything accepts', () => {
    const dataDir = freshDir();
    const made = loadOrCreateKeys(dataDir);
    const file = join(dataDir, 'keys.json');
    const text = readFileSync(file, 'utf8');
    expect([statSync(file).mode & 0o777, statSync(dataDir).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readdirSync(dataDir)).toEqual(['keys.json']);
    expect(() => checkSecrets(made)).not.toThrow();
    expect(KeyRing.parse({ keys: made.encryptionKeys, primary: made.primaryEncryptionKey }).kids).toHaveLength(1);
    expect(loadOrCreateKeys(dataDir).jwtSecret.reveal()).toBe(made.jwtSecret.reveal());
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is never made anew beside an existing database', () => {
    const dataDir = freshDir();
    loadOrCreateKeys(dataDir);
    unlinkSync(join(dataDir, 'keys.json'));
    mkdirSync(join(dataDir, 'supabase'));
    expect(() => loadOrCreateKeys(dataDir)).toThrow(expect.objectContaining({ code: 'keys.lost' }));
    expect(readdirSync(dataDir)).toEqual(['supabase']);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused with mode %o', (mode) => {
    const dataDir = freshDir();
    loadOrCreateKeys(dataDir);
    chmodSync(join(dataDir, 'keys.json'), mode);
    expect(() => loadOrCreateKeys(dataDir)).toThrow(expect.objectContaining({ code: 'keys.exposed' }));
  });

  it.each([
    ['nothing', () => ''],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['a list', () => '[]'],
    ['no JWT secret', (text: string) => text.replace('jwtSecret', 'other')],
    ['no encryption key', (text: string) => text.replace(/"encryptionKeys": \{[^}]*\}/, '"encryptionKeys": {}')],
    ['a short encryption key', (text: string) => text.replace(/(": ")([A-Za-z0-9+/]{10})[A-Za-z0-9+/]+=/, '$1$2==')],
    ['another primary', (text: string) => text.replace(/("primaryEncryptionKey": ")/, '$1x')],
  ])('is refused when it holds %s, without quoting it', (_, change) => {
    const dataDir = freshDir();
    const { jwtSecret } = loadOrCreateKeys(dataDir);
    const file = join(dataDir, 'keys.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const refusal = expect.objectContaining({
      code: 'keys.malformed',
      message: expect.not.stringContaining(jwtSecret.reveal().slice(0, 8)),
    });
    expect(() => loadOrCreateKeys(dataDir)).toThrow(refusal);
  });

  it('must be in an absolute folder', () => {
    expect(() => loadOrCreateKeys('data')).toThrow(expect.objectContaining({ code: 'data_dir.invalid' }));
  });
});
