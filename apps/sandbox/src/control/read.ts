import type { Json, JsonObject } from '../json.js';
import { isJsonList, isJsonObject } from '../json.js';
import { ControlError } from './route.js';

/** Reads a field of a control payload and says which field is wrong when it is. */
export function text(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new ControlError(400, `${name} must be a non-empty string`);
  return value;
}

export function optionalText(body: JsonObject, name: string): string | undefined {
  return body[name] === undefined ? undefined : text(body, name);
}

export function optionalNumber(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new ControlError(400, `${name} must be a number of at least 0`);
  }
  return value;
}

export function optionalFlag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'boolean') throw new ControlError(400, `${name} must be true or false`);
  return value;
}

export function optionalObject(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw new ControlError(400, `${name} must be an object`);
  return value;
}

export function list(body: JsonObject, name: string): readonly Json[] {
  const value = body[name];
  if (!isJsonList(value)) throw new ControlError(400, `${name} must be a list`);
  return value;
}

export function choice<T extends string>(body: JsonObject, name: string, choices: readonly T[]): T | undefined {
  const value = optionalText(body, name);
  if (value === undefined) return undefined;
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new ControlError(400, `${name} must be one of ${choices.join(', ')}`);
  return found;
}

/** The control API is as strict as the vendors: a misspelt field would silently test nothing. */
export function only(body: JsonObject, names: readonly string[]): void {
  const unknown = Object.keys(body).filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new ControlError(400, `unknown field ${unknown.join(', ')}`);
}
