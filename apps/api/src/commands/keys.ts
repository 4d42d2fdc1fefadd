import { readDotEnv } from '../config/read-dot-env.js';
import { runCommand } from './command-line.js';
import { keysCommand } from './keys-command.js';

process.exit(await runCommand((print) => keysCommand(process.argv.slice(2), readDotEnv(process.env), print)));
