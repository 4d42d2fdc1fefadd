import { once } from 'node:events';

/** What was asked for, or null as soon as the signal fires; what comes afterwards, a failure too, is dropped. */
export async function unlessStopped<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const over = new AbortController();
  const stopped = signal.aborted
    ? Promise.resolve(null)
    : once(signal, 'abort', { signal: over.signal }).then(
        () => null,
        () => null,
      );
  try {
    return await Promise.race([asked, stopped]);
  } finally {
    over.abort();
  }
}
