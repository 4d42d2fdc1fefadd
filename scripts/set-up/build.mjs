import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, Refusal, ROOT } from '../root.mjs';

const FOLDERS = ['apps', 'libs', 'proofs'];
const FILES = ['tsconfig.json', 'tsconfig.build.json', '.swcrc', 'nest-cli.json', 'package-lock.json'];
const NOT_BUILT = /\.(?:spec|contract)\.ts$|(?:^|[\\/])dashboard(?:[\\/]|$)|\.md$/;
const STAMP = inRoot('dist/.trunkline-sources');

/** Whether dist was made from the sources as they are. By content, because a checkout changes every time stamp. */
export function isBuilt() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

export function build(node, log) {
  log('Building (about ten seconds)…');
  // Taken before: what is edited while the compiler runs must be built again.
  const sources = fingerprint();
  rmSync(STAMP, { force: true });
  const { status, stdout, stderr } = spawnSync(node, [inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Refusal(`The build failed:\n\n${`${stdout}${stderr}`.trim()}`);
  writeFileSync(STAMP, sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  const files = [
    ...FILES.map((file) => inRoot(file)).filter(existsSync),
    ...FOLDERS.flatMap((folder) => filesIn(inRoot(folder))),
  ];
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_BUILT.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}
