import { constants, copyFileSync, linkSync } from 'node:fs';
import { errorCode } from './error-code.js';

/** Some mounted folders know no hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/**
 * Gives a complete draft its final name if that is free. It is O_EXCL with the content already in the file: whoever sees the name
 * can read the whole. A rename would replace what another process had put there.
 */
export function linkIfFree(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return copyIfFree(draft, file);
  }
}

function copyIfFree(draft: string, file: string): boolean {
  try {
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
