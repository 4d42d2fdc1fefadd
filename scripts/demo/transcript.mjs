import { Refusal } from '../root.mjs';

let step = 0;

export function heading(text) {
  step += 1;
  console.log(`\n${step}. ${text}`);
}

export function request(method, path, note = '') {
  console.log(`   ${method} ${path}${note === '' ? '' : `   (${note})`}`);
}

export function answer(text) {
  for (const line of text.split('\n')) console.log(`   → ${line}`);
}

/** The story told otherwise than it should be ends the demo with exit code 1. */
export function expect(isSo, sentence, found) {
  if (isSo) return;
  throw new Refusal(
    `\n   ✗ ${sentence}${found === undefined ? '' : `\n     Instead: ${typeof found === 'string' ? found : JSON.stringify(found)}`}`,
  );
}
