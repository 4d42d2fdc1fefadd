import { draftOf, type Draft } from './draft.js';
import { BODY_CHANGES } from './mutate-body.js';
import { HEAD_CHANGES, isCleanTarget, STRICT_HEAD_CHANGES } from './mutate-head.js';
import type { Random } from './random.js';
import type { Target } from './targets.js';

/** How often the body is what is wrong, where there is one and where there should be none. */
const BODY_SHARE = { expected: 0.7, unexpected: 0.15 };
const SECOND_CHANGE = 0.15;
/** A request with an odd header often goes through, and for what changes something that means work at the vendors. */
const STRICT_SHARE = 0.8;

/** A valid request for the target with one or two things wrong. */
export function mutate(target: Target, random: Random): Draft {
  const hasBody = target.filling.body !== undefined;
  let draft = draftOf(target);
  do {
    const isBody = random.chance(hasBody ? BODY_SHARE.expected : BODY_SHARE.unexpected);
    const isStrict = target.method !== 'GET' && random.chance(STRICT_SHARE);
    const changes = isBody ? BODY_CHANGES : isStrict ? STRICT_HEAD_CHANGES : HEAD_CHANGES;
    draft = weighted(changes, random)(draft, target, random);
  } while (draft.done.length < 2 && random.chance(SECOND_CHANGE));
  return isCleanTarget(draft.path + draft.query) ? draft : { ...draft, isBrokenHttp: true };
}

function weighted<Item>(items: readonly (readonly [number, Item])[], random: Random): Item {
  return random.pick(items.flatMap(([weight, item]) => Array.from({ length: weight }, () => item)));
}
