import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | null = null;

/**
 * CPU, memory, event loop, garbage collection. They are facts of the process and not of one application in it, and their observers
 * cannot be taken back, so there is one set a process, made when somebody first asks.
 */
export function processMetrics(): Registry {
  if (registry === null) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
