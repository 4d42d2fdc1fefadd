import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

interface Finding {
  readonly code: string;
  readonly filename: string;
}

/** A file that is linted as if it stood at `path` in this repository. */
interface Fixture {
  readonly path: string;
  readonly source: string;
}

const importing = (path: string, specifier: string): Fixture => ({
  path,
  source: `import * as it from '${specifier}';\nexport const used = it;\n`,
});

const BANNED: readonly Fixture[] = [
  importing('libs/routing/src/a.ts', 'node:fs'),
  importing('libs/routing/src/b.ts', '@app/secrets'),
  importing('libs/routing/src/c.ts', '@nestjs/common'),
  importing('libs/secrets/src/a.ts', '@supabase/supabase-js'),
  importing('libs/secrets/src/b.ts', 'jose'),
  importing('libs/secrets/src/c.ts', '../../livekit/src/index.js'),
  importing('libs/twilio-trunk/src/a.ts', 'livekit-server-sdk'),
  importing('libs/twilio-trunk/src/b.ts', '@app/livekit'),
  importing('libs/twilio-trunk/src/c.ts', '@app/supabase'),
  importing('libs/twilio-trunk/src/d.ts', '../../../apps/api/src/main.js'),
  importing('libs/twilio-voice/src/a.ts', 'twilio'),
  importing('libs/twilio-voice/src/b.ts', '@app/twilio-trunk'),
  importing('libs/twilio-voice/src/c.ts', '@nestjs/common'),
  importing('libs/livekit/src/a.ts', 'twilio'),
  importing('libs/livekit/src/b.ts', '@app/twilio-trunk'),
  importing('libs/livekit/src/c.ts', '@supabase/supabase-js'),
  importing('libs/supabase/src/a.ts', 'twilio'),
  importing('libs/supabase/src/b.ts', 'livekit-server-sdk'),
  importing('libs/supabase/src/deep/c.ts', '../../../../apps/api/src/main.js'),
  importing('apps/sandbox/src/a.ts', '@app/twilio-trunk'),
  importing('apps/sandbox/src/b.ts', '@app/secrets'),
  importing('apps/sandbox/src/c.ts', '../../api/src/main.js'),
  importing('apps/sandbox/src/deep/d.ts', '../../../../libs/secrets/src/index.js'),
  importing('apps/sandbox/src/e.ts', 'twilio'),
  importing('apps/api/src/voice/a.ts', 'twilio'),
  importing('apps/api/src/voice/b.ts', 'livekit-server-sdk'),
  importing('apps/api/src/voice/c.ts', '@supabase/supabase-js'),
  importing('apps/api/src/voice/d.ts', '../../../../libs/secrets/src/index.js'),
  importing('apps/api/src/voice/e.ts', '../../../sandbox/src/json.js'),
  importing('apps/api/src/voice/f.ts', 'twilio/lib/rest/Twilio.js'),
  importing('apps/api/src/main.ts', 'twilio'),
  importing('apps/api/src/database/a.ts', '@supabase/supabase-js'),
  importing('apps/api/src/database/b.ts', '@supabase/lite'),
  importing('apps/api/src/database/c.ts', '../auth/caller.js'),
  importing('apps/api/src/config/a.ts', '../problems/problem.js'),
  importing('apps/api/src/problems/a.ts', '../auth/caller.js'),
  importing('apps/api/src/metrics/a.ts', '../auth/caller.js'),
  importing('apps/api/src/auth/a.ts', '../audit/audit-log.js'),
  importing('apps/api/src/auth/b.ts', '../credentials/credentials.store.js'),
  importing('apps/api/src/audit/a.ts', '../api-keys/api-keys.service.js'),
  importing('apps/api/src/credentials/a.ts', '../trunks/trunks.service.js'),
  importing('apps/api/src/credentials/b.ts', '../app.module.js'),
  importing('apps/api/src/calls/a.ts', '../trunks/trunks.service.js'),
  importing('apps/api/src/calls/b.ts', '../voice/voice.service.js'),
  importing('apps/api/src/webhooks/a.ts', '../calls/call-events.js'),
  importing('apps/api/src/voice/g.ts', '../connections/connections.service.js'),
  importing('apps/api/src/trunks/a.ts', '../connections/connections.service.js'),
  importing('apps/api/src/trunks/b.ts', '../sip-config/sip-config.service.js'),
  importing('apps/api/src/trunks/c.ts', '@supabase/supabase-js'),
  importing('apps/api/src/trunks/d.ts', '../numbers/numbers.service.js'),
  importing('apps/api/src/numbers/a.ts', '../sip-config/sip-config.service.js'),
  importing('apps/api/src/trunks/e.ts', '../agents/agents.store.js'),
  importing('apps/api/src/agents/a.ts', '../connections/connections.service.js'),
  importing('apps/api/src/routes/a.ts', '../voice/voice.service.js'),
  importing('apps/api/src/routes/drafts/b.ts', '../../voice/voice.service.js'),
  importing('apps/api/src/routes/drafts/c.ts', '../../app.module.js'),
];

const ALLOWED: readonly Fixture[] = [
  importing('libs/secrets/src/ok.ts', 'node:crypto'),
  importing('libs/twilio-trunk/src/ok.ts', 'twilio'),
  importing('libs/twilio-trunk/src/ok2.ts', '@app/secrets'),
  importing('libs/twilio-voice/src/ok.ts', '@app/routing'),
  importing('libs/twilio-voice/src/ok.spec.ts', 'twilio'),
  importing('libs/livekit/src/ok.ts', 'livekit-server-sdk'),
  importing('libs/supabase/src/deep/ok.ts', '@supabase/lite/pglite'),
  importing('libs/supabase/src/deep/ok2.ts', '../open-supabase.js'),
  importing('apps/api/src/trunks/ok.ts', '@app/twilio-trunk'),
  importing('apps/api/src/trunks/ok2.ts', '../credentials/credentials.store.js'),
  importing('apps/api/src/calls/ok.ts', '../credentials/credentials.store.js'),
  importing('apps/api/src/numbers/ok.ts', '../trunks/trunks.service.js'),
  importing('apps/api/src/agents/ok.ts', '../trunks/runs.store.js'),
  importing('apps/api/src/routes/drafts/ok.ts', '../fields/next.dto.js'),
  importing('apps/api/src/routes/drafts/ok2.ts', '../../numbers/numbers.service.js'),
  importing('apps/api/src/auth/ok.ts', '../metrics/metrics.js'),
  importing('apps/api/src/app.module.ts', './trunks/trunks.module.js'),
  importing('apps/sandbox/src/ok.ts', 'node:http'),
  {
    path: 'apps/api/src/database/ok.ts',
    source: "import type { SupabaseClient } from '@supabase/supabase-js';\nexport type Used = SupabaseClient;\n",
  },
];

const OTHER_RULES: readonly (Fixture & { readonly rule: string })[] = [
  { rule: 'eslint(no-console)', path: 'apps/api/src/auth/console.ts', source: "console.log('x');\n" },
  {
    rule: 'node(no-process-env)',
    path: 'apps/api/src/auth/env.ts',
    source: "export const home = process.env['HOME'];\n",
  },
  {
    rule: 'typescript(no-explicit-any)',
    path: 'apps/api/src/auth/any.ts',
    source: 'export const it = (x: any): string => String(x);\n',
  },
];

describe('who may import whom', () => {
  let folder: string;
  let findings: readonly Finding[];

  // One run over all fixtures: the linter's start costs more than its work.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trunkline-lint-'));
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const { path, source } of [...BANNED, ...ALLOWED, ...OTHER_RULES]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    findings = await lint(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rulesAt = (path: string) =>
    findings.filter((finding) => finding.filename === path).map((finding) => finding.code);

  it.each(BANNED.map(({ path, source }) => [path, /'(.*)'/.exec(source)?.[1] ?? '']))(
    '%s may not import %s',
    (path) => {
      expect(rulesAt(path)).toContain('eslint(no-restricted-imports)');
    },
  );

  it.each(ALLOWED.map(({ path, source }) => [path, /'(.*)'/.exec(source)?.[1] ?? '']))('%s may import %s', (path) => {
    expect(rulesAt(path)).not.toContain('eslint(no-restricted-imports)');
  });

  it.each(OTHER_RULES.map(({ rule, path }) => [rule, path]))('%s fires in %s', (rule, path) => {
    expect(rulesAt(path)).toContain(rule);
  });

  it('leaves no library and no folder of the API without its own bans', () => {
    const config = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8');
    const folders = ['libs', 'apps/api/src'].flatMap((parent) =>
      readdirSync(join(ROOT, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && readdirSync(join(ROOT, parent, entry.name)).length > 0)
        .map((entry) => `${parent}/${entry.name}/**`),
    );
    expect(folders.filter((folder) => !config.includes(`"${folder}"`))).toEqual([]);
  });
});

async function lint(folder: string): Promise<Finding[]> {
  const linter = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const run = promisify(execFile)(process.execPath, [linter, '--format', 'json', '.'], { cwd: folder });
  // Findings are what we want, and they make the linter exit with 1.
  const { stdout } = await run.catch((failure: { readonly stdout: string }) => failure);
  const report = JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] };
  return report.diagnostics.map(({ code, filename }) => ({ code, filename: filename.replace(/^\.\//, '') }));
}
