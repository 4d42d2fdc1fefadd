import { spawn } from 'node:child_process';

/**
 * `node keep.mjs <program> [arguments]`: runs a program that is not Node.js and is not ours, and ends it when it is itself told to
 * end. Started as every child of ours is, it hears of that also when whoever started it was killed.
 */
const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));
