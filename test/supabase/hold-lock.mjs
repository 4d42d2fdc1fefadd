// A second process for lock.e2e-spec.ts: takes the lock of the folder given, says so, and stays until it is told to go.
import { lockDataDir } from '../../libs/supabase/src/embedded/data-lock.ts';

try {
  const lock = await lockDataDir(process.argv[2]);
  process.stdout.write('locked\n');
  process.on('SIGTERM', () => {
    lock.release();
    process.exit(0);
  });
  setInterval(() => undefined, 1000);
} catch (error) {
  process.stdout.write(`${error.code} ${error.message}\n`);
}
