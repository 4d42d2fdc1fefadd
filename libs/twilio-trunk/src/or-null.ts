import { TwilioError } from './twilio-error.js';

/** The value, or null when Twilio says that it does not exist. Every other failure stays one. */
export async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof TwilioError && error.code === 'twilio.not_found') return null;
    throw error;
  }
}
