import { randomInt } from 'node:crypto';
import { decideRoute, type Decided } from '@app/routing';
import { readForm, renderTwiml } from '@app/twilio-voice';
import { checkTwiml } from '../apps/sandbox/src/twiml/check-twiml.js';
import { readXml } from '../apps/sandbox/src/twiml/read-xml.js';
import { callOf } from '../apps/api/src/voice/call-of.js';
import { type ProofOptions, type ProofResult } from './harness/proof.js';
import { SeededRandom } from './harness/seeded-random.js';
import { callFields } from './harness/webhook-account.js';
import { CALLED, CONTEXT, decisionOf, documentWith } from './injection/nasty-configuration.js';
import { nastyText } from './injection/nasty-text.js';
import { differences } from './injection/expected-tree.js';

const SIZES = { quick: 1_000, floor: 10_000, full: 100_000 } as const;
const MOST_SHOWN = 10;

/**
 * Whatever a caller, a tenant or a phone writes into names, labels, SIP URIs and User-to-User information, the TwiML parses to the
 * tree that was decided, by a reader and a grammar that know nothing of the renderer (the sandbox's), and SIP headers say what they
 * said. Half of the cases go from the bytes of a form through the router, half are decisions of which every text is chosen freely.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const wanted = quick ? SIZES.quick : full ? SIZES.full : SIZES.floor;
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const faults: string[] = [];
  let nouns = 0;
  let routedNouns = 0;
  let throws = 0;
  for (let index = 0; index < wanted; index += 1) {
    const random = new SeededRandom(seed, `case ${String(index)}`);
    try {
      const isRouted = index % 2 === 0;
      const decision = isRouted ? routed(random).decision : decisionOf(random);
      const isFirstDial = random.chance(0.5);
      const twiml = renderTwiml(decision, { ...CONTEXT, isFirstDial });
      const found = [
        ...differences(readXml(twiml), decision, { ...CONTEXT, isFirstDial }),
        // What nobody would decide, such as dialling an empty text, is no fault of the renderer's.
        ...(isRouted ? checkTwiml(twiml).problems.filter(({ fatal }) => fatal) : []).map(({ detail }) => detail),
      ];
      if (decision.action === 'dial') {
        nouns += decision.legs.length;
        if (isRouted) routedNouns += decision.legs.length;
      }
      if (found.length > 0) faults.push(`case ${String(index)}: ${found[0] ?? ''}`);
    } catch (error) {
      throws += 1;
      faults.push(`case ${String(index)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  for (const fault of faults.slice(0, MOST_SHOWN)) log(fault);
  return Promise.resolve({
    figure:
      `injection: ${String(wanted - faults.length)} of ${String(wanted)} documents parse back to what was decided ` +
      `(${String(nouns)} dialled legs, ${String(routedNouns)} of them by the router), ${String(throws)} throws`,
    passed: faults.length === 0 && nouns > wanted && routedNouns > wanted / 4,
  });
}

/** The whole way: a form's bytes, the call, the router. */
function routed(random: SeededRandom): Decided {
  const fields = callFields({ accountSid: `AC${'0'.repeat(32)}` }, CALLED, {
    CallerName: nastyText(random),
    ...(random.chance(0.5) ? { From: nastyText(random), 'SipHeader_User-to-User': nastyText(random) } : {}),
    ...(random.chance(0.2) ? { From: `sip:${nastyText(random)}@pbx.example` } : {}),
  });
  const { values } = readForm(Buffer.from(new URLSearchParams(fields).toString()));
  const call = callOf({ callSid: fields['CallSid'] ?? '', params: values });
  const snapshot = {
    tenantId: 't',
    version: 1,
    document: documentWith(random),
    isDynamic: random.chance(0.9),
    ownNumbers: new Set([CALLED]),
  };
  return decideRoute(call, snapshot, new Date('2026-11-21T12:00:00Z'));
}
