import { describe, expect, it } from '@jest/globals';
import type { CallEvent } from './call-event.js';
import { foldEvents } from './evidence.js';

const NOON = Date.UTC(2026, 10, 21, 12);
const at = (seconds: number): Date => new Date(NOON + seconds * 1_000);

const status = (CallStatus: string, seconds: number, more: Record<string, string> = {}): CallEvent => ({
  kind: 'status',
  callSid: 'CA1',
  sequence: null,
  providerAt: at(seconds),
  receivedAt: at(seconds + 1),
  payload: { CallStatus, ...more },
});
const recording = (RecordingStatus: string, seconds: number, more: Record<string, string> = {}): CallEvent => ({
  ...status('', seconds),
  kind: 'recording',
  payload: { RecordingSid: 'RE1', RecordingStatus, ...more },
});
const record = (CallStatus: string, more: Record<string, string> = {}): CallEvent => ({
  ...status(CallStatus, 100, more),
  kind: 'record',
});

describe('the status of a call', () => {
  it.each<readonly [string, readonly CallEvent[], string | undefined]>([
    ['nothing told', [], undefined],
    ['the usual order', [status('initiated', 0), status('ringing', 1), status('in-progress', 2)], 'in-progress'],
    ['a late ringing', [status('in-progress', 2), status('ringing', 3)], 'in-progress'],
    ['nothing after the end', [status('completed', 9), status('in-progress', 20)], 'completed'],
    ['an end that nothing led to', [status('busy', 1)], 'busy'],
    ['completed before failed', [status('failed', 5), status('completed', 4)], 'completed'],
    ['failed before busy', [status('busy', 5), status('failed', 4)], 'failed'],
    ['busy before no-answer', [status('no-answer', 5), status('busy', 4)], 'busy'],
    ['no-answer before canceled', [status('canceled', 5), status('no-answer', 4)], 'no-answer'],
    ['the record before any callback', [status('completed', 5), record('canceled')], 'canceled'],
    ['a live record does not bring a call back', [status('completed', 5), record('in-progress')], 'completed'],
    ['a status that is not one', [status('ringing', 1), status('dancing', 2)], 'ringing'],
  ])('%s', (_, events, expected) => {
    expect(foldEvents(events).status?.name).toBe(expected);
    expect(foldEvents(events.toReversed()).status?.name).toBe(expected);
  });
});

describe('the times of a call', () => {
  it.each<readonly [string, readonly CallEvent[], readonly [number | null, number | null, number | null]]>([
    ['a whole call', [status('initiated', 0), status('in-progress', 7), status('completed', 30)], [0, 7, 30]],
    ['only its end, which says how long it was', [status('completed', 30, { CallDuration: '20' })], [10, 10, 30]],
    ['an end of no duration', [status('no-answer', 30, { CallDuration: '0' })], [30, null, 30]],
    ['minutes are no seconds', [status('completed', 30, { Duration: '1' })], [30, null, 30]],
    ['the last of two ends', [status('completed', 30), status('completed', 31)], [30, null, 31]],
    ['our own clock where Twilio names no time', [{ ...status('ringing', 4), providerAt: null }], [5, null, null]],
    [
      'the record',
      [record('completed', { StartTime: at(3).toUTCString(), EndTime: at(40).toISOString() })],
      [3, null, 40],
    ],
    ['a recording alone', [recording('completed', 50, { RecordingStartTime: at(11).toUTCString() })], [11, null, null]],
  ])('%s', (_, events, [started, answered, ended]) => {
    const ms = (seconds: number | null): number | null => (seconds === null ? null : at(seconds).getTime());
    expect(foldEvents(events)).toMatchObject({
      startedAt: ms(started),
      answeredAt: ms(answered),
      endedAt: ms(ended),
    });
  });
});

describe('what only one source can be right about', () => {
  it.each<readonly [string, readonly CallEvent[], number | undefined]>([
    [
      'the later callback',
      [status('completed', 9, { CallDuration: '8' }), status('completed', 10, { CallDuration: '7' })],
      7,
    ],
    ['the record', [status('completed', 999, { CallDuration: '8' }), record('completed', { Duration: '6' })], 6],
    [
      'the higher number within one second',
      [
        { ...status('completed', 9, { CallDuration: '8' }), sequence: 2 },
        { ...status('completed', 9, { CallDuration: '9' }), sequence: 1 },
      ],
      8,
    ],
    ['no number that is none', [status('completed', 9, { CallDuration: '8 s' })], undefined],
  ])('%s', (_, events, expected) => {
    expect(foldEvents(events).durationSeconds?.value).toBe(expected);
    expect(foldEvents(events.toReversed()).durationSeconds?.value).toBe(expected);
  });

  it('keeps the parties, the parent, the price and the error of a leg', () => {
    const told = {
      From: '+14155550100',
      To: '+14155550101',
      Direction: 'outbound-dial',
      ParentCallSid: 'CA0',
      ErrorCode: '13224',
      SipResponseCode: '404',
    };
    const state = foldEvents([status('failed', 3, told), record('failed', { Price: '-0.0085', PriceUnit: 'USD' })]);
    expect(state.from?.value).toBe('+14155550100');
    expect(state.to?.value).toBe('+14155550101');
    expect(state.direction?.value).toBe('outbound-dial');
    expect(state.parentCallSid?.value).toBe('CA0');
    expect(state.errorCode?.value).toBe('13224');
    expect(state.sipResponseCode?.value).toBe(404);
    expect([state.price?.value, state.priceUnit?.value]).toEqual(['-0.0085', 'USD']);
  });
});

describe('recordings', () => {
  it.each([
    [['in-progress', 'completed'], 'completed'],
    [['completed', 'in-progress'], 'completed'],
    [['completed', 'absent'], 'absent'],
    [['failed', 'completed'], 'failed'],
    [['deleted', 'completed', 'in-progress'], 'deleted'],
    [['unheard-of'], null],
  ])('told as %j are %s', (statuses, expected) => {
    const state = foldEvents(statuses.map((name, i) => recording(name, i)));
    expect(state.recordings['RE1']?.status).toBe(expected);
    expect(state.status).toBeNull();
  });

  it('are fifty at most, and the same ones in whatever order they are told', () => {
    const events = Array.from({ length: 120 }, (_, i) =>
      recording('completed', i, { RecordingSid: `RE${String(1_000 + ((i * 7) % 120))}` }),
    );
    const { recordings } = foldEvents(events);
    expect(Object.keys(recordings)).toHaveLength(50);
    expect(foldEvents(events.toReversed()).recordings).toEqual(recordings);
  });

  it('are kept apart', () => {
    const state = foldEvents([
      recording('completed', 1, { RecordingSid: 'RE2', RecordingDuration: '3' }),
      recording('in-progress', 2, { RecordingChannels: '2' }),
    ]);
    expect(Object.keys(state.recordings)).toEqual(['RE1', 'RE2']);
    expect(state.recordings['RE2']?.durationSeconds?.value).toBe(3);
    expect(state.recordings['RE1']?.channels?.value).toBe(2);
  });
});
