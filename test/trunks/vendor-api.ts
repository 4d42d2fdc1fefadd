export * from '../../proofs/harness/vendor-api.js';
