import type { SecretContext } from '@app/secrets';

/** The columns of `user_twilio_credentials` that hold ciphertext. */
export const SEALED_COLUMNS = [
  'auth_token',
  'api_key_secret',
  'sip_password',
  'previous_sip_password',
  'previous_auth_token',
] as const;
export type SealedColumn = (typeof SEALED_COLUMNS)[number];

/** Binds a sealed value to its place: a token copied to another column, row or tenant does not open. */
export function credentialContext(tenantId: string, credentialId: string, column: SealedColumn): SecretContext {
  return { tenantId, table: 'user_twilio_credentials', column, rowId: credentialId };
}

/** The same for the password of an agent's endpoint, in `agent_endpoints`. */
export function agentEndpointContext(tenantId: string, endpointId: string): SecretContext {
  return { tenantId, table: 'agent_endpoints', column: 'sip_password', rowId: endpointId };
}
