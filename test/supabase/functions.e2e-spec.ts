import { afterAll, describe } from '@jest/globals';
import { openBackends } from '../../libs/supabase/src/testing/backends.js';
import { agentFunctions } from './functions/agent-functions.js';
import { callFunctions } from './functions/call-functions.js';
import { credentialFunctions } from './functions/credential-functions.js';
import { historyFunctions } from './functions/history-functions.js';
import { ingressFunctions } from './functions/ingress-functions.js';
import { leaseFunctions } from './functions/lease-functions.js';
import { lookFunctions } from './functions/look-functions.js';
import { numberFunctions } from './functions/number-functions.js';
import { recordFunctions } from './functions/record-functions.js';
import { routingFunctions } from './functions/routing-functions.js';
import { runFunctions } from './functions/run-functions.js';
import { storesOnThem } from './functions/stores.js';

const backends = await openBackends('the functions of the database and the stores');

afterAll(async () => backends.close());

/** One suite, and one database for all of it, on each backend. */
describe.each(backends.beds)('on %s', (_, bed) => {
  describe('credentials', () => {
    credentialFunctions(bed);
  });
  describe('leases', () => {
    leaseFunctions(bed);
  });
  describe('runs', () => {
    runFunctions(bed);
  });
  describe('the record of a run', () => {
    recordFunctions(bed);
  });
  describe('looks', () => {
    lookFunctions(bed);
  });
  describe('calls', () => {
    callFunctions(bed);
  });
  describe('webhooks', () => {
    ingressFunctions(bed);
  });
  describe('history', () => {
    historyFunctions(bed);
  });
  describe('agents', () => {
    agentFunctions(bed);
  });
  describe('routing', () => {
    routingFunctions(bed);
  });
  describe('numbers', () => {
    numberFunctions(bed);
  });
  describe('the stores', () => {
    storesOnThem(bed);
  });
});
