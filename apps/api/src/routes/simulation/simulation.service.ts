import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { localTime, type Call, type DialStatus, type RouteDecision, type RoutingDocument } from '@app/routing';
import { Secret } from '@app/secrets';
import { hookAddresses, renderTwiml } from '@app/twilio-voice';
import type { Caller } from '../../auth/caller.js';
import { AppConfig } from '../../config/app-config.js';
import { Problem } from '../../problems/problem.js';
import { CallHistoryStore, type StoredDecision } from './call-history.store.js';
import type {
  DecidedDto,
  ReplayDto,
  SimulateRequest,
  SimulationDto,
  SweepDto,
  SweepRequest,
} from './simulation.dto.js';
import { Snapshots } from './snapshots.js';
import { sweepWeek } from './sweep-week.js';
import { originOf, walkCall, type WalkedStep } from './walk-call.js';

/** No call has it. */
const SIMULATED_CALL_SID = `CA${'0'.repeat(32)}`;
const ANY_CALLER = 'anonymous';
/** The address of the hooks holds the ingress id, which is a secret; so are the passwords of agents. */
const HIDDEN = 'hidden';

/** Why a call goes where it goes: asked before it comes, or after. Decides by the same functions as the hooks do, and stores nothing. */
@Injectable()
export class SimulationService {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly history: CallHistoryStore,
    private readonly config: AppConfig,
  ) {}

  async simulate(caller: Caller, request: SimulateRequest): Promise<SimulationDto> {
    const { snapshot, draft } = await this.snapshots.of(caller, request.version);
    const at = request.at === undefined ? new Date() : new Date(request.at);
    const call = callTo(request.number, request.caller);
    const steps = walkCall(call, snapshot, at, request.outcomes ?? [], 'no-answer');
    const own = draft.numbers.find(({ phone_number: number }) => number === request.number);
    return {
      plane: own?.plane ?? null,
      steps: steps.map((step, index) => ({
        ...decidedDto(step),
        twiml: this.twimlOf(step.decision, snapshot.document, index === 0),
      })),
    };
  }

  async sweep(caller: Caller, request: SweepRequest): Promise<SweepDto> {
    const { snapshot } = await this.snapshots.of(caller, request.version);
    const timeZone = request.timeZone ?? zoneOf(request.number, snapshot.document);
    const call = callTo(request.number, request.caller ?? ANY_CALLER);
    const intervals = sweepWeek(call, snapshot, request.weekOf, timeZone);
    return {
      timeZone,
      intervals: intervals.map(({ from, to, decision, trace }) => ({
        from: from.toISOString(),
        to: to.toISOString(),
        localFrom: onTheWall(timeZone, from),
        localTo: onTheWall(timeZone, to),
        decision,
        trace: trace.steps,
      })),
    };
  }

  /** A call that was decided once, decided again as if another version had been in force, its dials ending as they did. */
  async replay(caller: Caller, callSid: string, version: number | 'draft'): Promise<ReplayDto> {
    const { decisions, outcomes } = await this.history.read(caller, callSid);
    const [first, ...later] = decisions.filter(({ step }) => step !== 'refer' && step !== 'client');
    if (first === undefined) throw new Problem('call.not_found');
    const { snapshot } = await this.snapshots.of(caller, version);
    const ended = later.map(({ decidedAt }) => outcomes.get(decidedAt.getTime()) ?? 'failed');
    const stored = [first, ...later].map((decision, index) => storedDto(decision, ended[index] ?? null));
    const replayed = walkCall(first.call, snapshot, first.decidedAt, ended, null).map(decidedDto);
    return { callSid, isSame: isDeepStrictEqual(stored.map(essence), replayed.map(essence)), stored, replayed };
  }

  private twimlOf(decision: RouteDecision, { agents }: RoutingDocument, isFirstDial: boolean): string {
    const { host, port, transport } = this.config.livekit.sip;
    const endpoint = { sipUser: HIDDEN, sipPassword: new Secret(HIDDEN) };
    return renderTwiml(decision, {
      hooks: hookAddresses(`${this.config.server.publicUrl}/webhooks/twilio/${HIDDEN}`),
      agentHost: port === null ? host : `${host}:${String(port)}`,
      agentTransport: transport,
      agentEndpoints: new Map(Object.keys(agents).map((agentId) => [agentId, endpoint])),
      isFirstDial,
    });
  }
}

function callTo(number: string, from: string): Call {
  return { callSid: SIMULATED_CALL_SID, from, to: number, origin: originOf(from), uui: null };
}

function zoneOf(number: string, { routes, hours }: RoutingDocument): string {
  return hours[routes[number]?.hoursId ?? '']?.timeZone ?? 'UTC';
}

/** Local time to the minute, as a clock there shows it. */
function onTheWall(timeZone: string, moment: Date): string {
  const { ms } = localTime(timeZone, moment) ?? { ms: moment.getTime() };
  return new Date(ms).toISOString().slice(0, 16);
}

function decidedDto({ at, decision, trace, outcome }: WalkedStep): DecidedDto {
  return { at: at.toISOString(), version: trace.version, decision, trace: trace.steps, outcome };
}

function storedDto({ decidedAt, decision, trace, version }: StoredDecision, outcome: DialStatus | null): DecidedDto {
  return { at: decidedAt.toISOString(), version, decision, trace: trace.steps, outcome };
}

/** A decision without its cursor, which names the version. */
function essence({ decision }: DecidedDto): object {
  return decision.action === 'dial' ? { ...decision, cursor: '' } : decision;
}
