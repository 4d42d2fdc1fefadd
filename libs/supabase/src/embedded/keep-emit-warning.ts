const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');

/**
 * Gives `process.emitWarning` back as it was when this file was loaded. `@supabase/lite` 0.10 replaces it, while it is imported, by
 * one that takes texts only; Node itself passes errors, so that the eleventh listener on any emitter would throw a TypeError where
 * a warning was due. This file must therefore be imported before lite.
 */
export function restoreEmitWarning(): void {
  if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
}
