import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line says that is logged while a request is answered or a run is worked: ids only. */
export interface LogFields {
  requestId?: string;
  tenantId?: string;
  runId?: string;
  credentialId?: string;
}

const storage = new AsyncLocalStorage<LogFields>();

/**
 * Does `work`, and whatever it starts, with these fields on every line, beside those of whoever called: the run that a request opens
 * keeps that request's id. The object is kept, so that what is learned later can be added.
 */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** Adds to the fields of the work in hand; nothing happens where there is none. */
export function addLogFields(fields: LogFields): void {
  Object.assign(storage.getStore() ?? {}, fields);
}

export function logFields(): Readonly<LogFields> {
  return storage.getStore() ?? {};
}

/** Goes on as part of the work that is in hand now, from wherever it is called: callbacks of a socket lose it. */
export function sameLogFields(): (work: () => void) => void {
  const fields = storage.getStore();
  return (work) => (fields === undefined ? work() : storage.run(fields, work));
}
