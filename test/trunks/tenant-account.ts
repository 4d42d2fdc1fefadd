export * from '../../proofs/harness/tenant-account.js';
