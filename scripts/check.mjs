import { stopStage } from './check/stage.mjs';
import { stagesOf } from './check/stages.mjs';
import { onStop } from './processes/on-stop.mjs';
import { main, ROOT } from './root.mjs';
import { setUp } from './set-up.mjs';

/**
 * `npm run check`: everything that must hold before a change is handed in. Goes on after a failure, because two faults told at once
 * are better than one. The last line is for machines: `N passed, M failed`, of stages, tests and proofs together.
 */
await main(async () => {
  process.chdir(ROOT);
  let isStopped = false;
  onStop(() => {
    isStopped = true;
    stopStage();
  });
  const node = await setUp({ needsBuild: false });
  const failed = new Set();
  let passed = 0;
  let failures = 0;
  for (const { name, needs, run } of stagesOf(node, process.argv.slice(2))) {
    if (isStopped) break;
    const began = Date.now();
    const result = failed.has(needs)
      ? { passed: false, lines: [], note: `not run, because ${needs} failed` }
      : await run();
    passed += (result.good ?? 0) + (result.passed && !result.isAbsent ? 1 : 0);
    failures += (result.bad ?? 0) + (result.passed ? 0 : 1);
    if (!result.passed) failed.add(name);
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6);
    console.log(`${verdictOn(result)} ${name.padEnd(10)} ${seconds} s  ${result.note ?? ''}`.trimEnd());
    for (const line of result.figures ?? []) console.log(`         ${line}`);
    if (!result.passed) for (const line of result.lines) console.log(`  | ${line}`);
  }
  console.log(`\n${passed} passed, ${failures} failed`);
  process.exit(failures > 0 || isStopped ? 1 : 0);
});

function verdictOn({ passed, isAbsent }) {
  if (isAbsent) return '--    ';
  return passed ? 'ok    ' : 'FAILED';
}
