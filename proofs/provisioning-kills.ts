import { randomInt } from 'node:crypto';
import { sum, type ProofOptions, type ProofResult } from './harness/proof.js';
import { Lane, type LaneSize, type StoryReport } from './provisioning-kills/lane.js';

/** Side by side, because a lane mostly waits: for a start, for a pause after a call whose end nobody knows. */
const LANES = 2;
const SIZE: LaneSize = { groups: 2, members: 3, judgesAsItGoes: true };
const QUICK_SIZE: LaneSize = { groups: 1, members: 2, judgesAsItGoes: false };

/**
 * The built server is killed (`kill -9`) while tenants connect, change, repair, rotate and disconnect; the sandbox that plays Twilio
 * and LiveKit goes on in its own process. Another server starts on the same data, the tenants go on as tenants do, and then the whole
 * state of both vendors and of our database is held against the invariants of provisioning. The seed decides who does what and when
 * the kill comes; what it hits is up to the machine.
 */
export async function prove({ quick, full, seed: given, log }: ProofOptions): Promise<ProofResult> {
  const kills = quick ? 2 : full ? 500 : 50;
  const seed = given ?? randomInt(1_000_000_000);
  log(`seed ${String(seed)}`);
  const lanes = quick ? 1 : LANES;
  const started = Date.now();
  const reports = (
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        runLane(lane, Math.ceil(kills / lanes), seed + lane, quick ? QUICK_SIZE : SIZE, log),
      ),
    )
  ).flat();
  const breaches = reports.flatMap((report) => report.breaches);
  const total = sum(reports.map((report) => report.kills));
  const cut = sum(reports.map((report) => report.unanswered + report.unfinished));
  log(`${((Date.now() - started) / 1000 / total).toFixed(1)} s a kill`);
  return {
    figure:
      `provisioning-kills: ${String(breaches.length)} violations in ${String(total)} kills of the server, ` +
      `which left ${String(cut)} of ${String(sum(reports.map(({ acts }) => acts.length)))} acts without an answer or an end`,
    // Two kills may both come too late to cut anything.
    passed: breaches.length === 0 && total >= kills && (quick || cut > 0),
  };
}

async function runLane(
  number: number,
  kills: number,
  seed: number,
  size: LaneSize,
  log: (line: string) => void,
): Promise<StoryReport[]> {
  const lane = await Lane.open(`lane-${String(number)}`, size);
  const reports: StoryReport[] = [];
  try {
    for (let ordinal = 1; sum(reports.map((report) => report.kills)) < kills; ordinal += 1) {
      const report = await lane.story(ordinal, seed);
      reports.push(report);
      for (const breach of report.breaches) log(`lane ${String(number)}, story ${String(ordinal)}: ${breach}`);
      if (report.breaches.length > 0) log(`  after ${report.acts.join(', ')}`);
      if (ordinal % 10 === 0) log(`lane ${String(number)}: ${String(ordinal)} stories`);
    }
  } finally {
    const breaches = await lane.close();
    for (const breach of breaches) log(`lane ${String(number)}, at the end: ${breach}`);
    reports.push({ kills: 0, acts: [], unanswered: 0, unfinished: 0, breaches });
  }
  return reports;
}
