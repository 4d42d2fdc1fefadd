import { readDotEnv } from '../config/read-dot-env.js';
import { runCommand } from './command-line.js';
import { trunksCommand } from './trunks-command.js';

process.exit(await runCommand((print) => trunksCommand(process.argv.slice(2), readDotEnv(process.env), print)));
