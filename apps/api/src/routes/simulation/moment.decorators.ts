import { ValidateBy } from 'class-validator';
import { MOST_VERSIONS } from '../publishing/publish.dto.js';

const INSTANT = /^(?:19[7-9]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A moment with its offset from UTC, from 1970 to 2099. */
export function IsInstant(): PropertyDecorator {
  return rule('isInstant', 'This must be a moment, such as 2026-12-24T18:00:00+01:00', (value) => {
    return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
  });
}

/** A published version by its number, or the draft. */
export function IsVersionOrDraft(): PropertyDecorator {
  return rule('isVersionOrDraft', 'This must be the number of a version, or "draft"', (value) => {
    return value === 'draft' || (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_VERSIONS);
  });
}

function rule(name: string, sentence: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => sentence } }, {});
}
