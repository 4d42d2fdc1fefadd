import { explainStartFailure } from '../start-failure.js';

/** How a command speaks. Nothing that it prints is ever a secret. */
export type Print = (line: string) => void;

export const EX_OK = 0;
/** Something needs the operator. */
export const EX_ATTENTION = 1;
export const EX_USAGE = 64;

/** Asked for something that the command will not do; the message says why and what to do instead. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
}

/** Runs a command to its exit code. Faults an operator can mend are told in a sentence, as at the start of the server. */
export async function runCommand(command: (print: Print) => Promise<number>): Promise<number> {
  try {
    return await command((line) => console.log(line));
  } catch (error) {
    if (error instanceof CommandRefusal) {
      console.error(error.message);
      return EX_ATTENTION;
    }
    const { message, exitCode } = explainStartFailure(error);
    console.error(message.replace(/^Trunkline cannot start: /, ''));
    return exitCode;
  }
}
