import type { RouteDecision } from './decision.js';
import type { Announcement } from './routing-document.js';
import { conclude, type Walk } from './walk.js';

export const APOLOGY = 'We are sorry, your call cannot be completed at the moment. Please try again later.';
/** TwiML `<Say>` takes this many characters. */
export const MAX_SPOKEN = 4_096;
const DEFAULT_LANGUAGE = 'en-US';

/** An announcement that says nothing becomes the apology: a caller never hears silence. */
export function announce(walk: Walk, { text, language }: Announcement): RouteDecision {
  const spoken = text.trim() === '' ? APOLOGY : text.slice(0, MAX_SPOKEN);
  return speak(
    walk,
    spoken,
    language.trim() === '' ? DEFAULT_LANGUAGE : language,
    'Speak the announcement and hang up.',
  );
}

export function apologise(walk: Walk): RouteDecision {
  return speak(walk, APOLOGY, DEFAULT_LANGUAGE, 'Nothing else is left: apologise and hang up.');
}

/** English, about what cannot be done. */
export function refuse(walk: Walk, text: string, why: string): RouteDecision {
  return speak(walk, text, DEFAULT_LANGUAGE, why);
}

function speak(walk: Walk, text: string, language: string, why: string): RouteDecision {
  return conclude(walk, { action: 'say', text, language }, why);
}
