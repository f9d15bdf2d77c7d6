import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { Snapshot } from './snapshot.ts';

/** Where the figures go while a fleet runs. */
export interface View {
  /** How often it wants a snapshot, ms. */
  readonly everyMs: number;
  show(snapshot: Snapshot): void;
  /** Says something that happened; `facts` for programs. */
  note(text: string, facts: Readonly<Record<string, unknown>>): void;
}

/** Where to write, and how wide it is. */
type Terminal = NodeJS.WritableStream & { readonly columns?: number };

/** A block on a terminal that is drawn anew; notes stay above it. */
export function terminalView(out: Terminal): View {
  let height = 0;
  const clear = (): void => {
    if (height === 0) return;
    moveCursor(out, 0, -height);
    cursorTo(out, 0);
    clearScreenDown(out);
    height = 0;
  };
  return {
    everyMs: 1_000,
    show: (snapshot) => {
      const width = Math.max(20, (out.columns ?? 80) - 1);
      const lines = block(snapshot).map((line) => line.slice(0, width));
      clear();
      out.write(`${lines.join('\n')}\n`);
      height = lines.length;
    },
    note: (text) => {
      clear();
      out.write(`${text}\n`);
    },
  };
}

/** A line every few seconds, for a log. */
export function lineView(out: NodeJS.WritableStream): View {
  return {
    everyMs: 5_000,
    show: (snapshot) => out.write(`${line(snapshot)}\n`),
    note: (text) => out.write(`${text}\n`),
  };
}

/** A JSON object a line, for programs: snapshots, and notes, which have `note`. */
export function jsonView(out: NodeJS.WritableStream): View {
  return {
    everyMs: 1_000,
    show: (snapshot) => out.write(`${JSON.stringify(snapshot)}\n`),
    note: (text, facts) => out.write(`${JSON.stringify({ note: text, ...facts })}\n`),
  };
}

/** The figures of a run that is over. */
export function summary(whole: Snapshot): string {
  const { seconds, acknowledged, acknowledgedPerSecond, backlogSamples } = whole;
  return [
    `In ${span(seconds)}: ${count(whole.sent)} messages sent, ${count(acknowledged)} acknowledged (${rate(acknowledgedPerSecond)}/s), ${puback(whole)}.`,
    `${count(whole.reconnects)} reconnects, ${count(whole.refused)} refused, ${count(whole.unreachable)} attempts without an answer; ${count(whole.droppedSamples)} samples dropped.`,
    backlogSamples === 0
      ? 'Nothing is left to send.'
      : `${count(backlogSamples)} samples are not acknowledged yet; the next run with these devices sends them.`,
  ].join('\n');
}

/** What attempts and connections ended with most often; empty when nothing went wrong. */
export function troublesIn({ troubles }: Snapshot): string {
  return Object.entries(troubles)
    .map(([reason, times]) => `${reason} (${count(times)})`)
    .join('; ');
}

function block(s: Snapshot): string[] {
  const row = (name: string, text: string): string => `  ${name.padEnd(14)}${text}`;
  const troubles = troublesIn(s);
  return [
    row('connected', `${count(s.connected)} of ${count(s.devices)}, ${span(s.seconds)}`),
    row('messages', `${rate(s.sentPerSecond)}/s sent, ${rate(s.acknowledgedPerSecond)}/s acknowledged`),
    row('in all', `${count(s.sent)} sent, ${count(s.acknowledged)} acknowledged`),
    row('latency', puback(s)),
    row('backlog', `${count(s.backlogSamples)} samples, ${count(s.droppedSamples)} dropped`),
    row(
      'connections',
      `${count(s.reconnects)} reconnects, ${count(s.lost)} lost, ${count(s.refused)} refused, ${count(s.unreachable)} without an answer`,
    ),
    ...(troubles === '' ? [] : [row('trouble', troubles)]),
    row('memory', `${s.memoryMb.toFixed(0)} MB resident`),
  ];
}

function line(s: Snapshot): string {
  const troubles = troublesIn(s);
  return [
    span(s.seconds),
    `connected ${s.connected}/${s.devices}`,
    `messages ${rate(s.sentPerSecond)}/s`,
    `acknowledged ${rate(s.acknowledgedPerSecond)}/s`,
    puback(s),
    `backlog ${s.backlogSamples}`,
    `reconnects ${s.reconnects}`,
    `refused ${s.refused}`,
    `memory ${s.memoryMb.toFixed(0)} MB`,
    ...(troubles === '' ? [] : [`trouble: ${troubles}`]),
  ].join('  ');
}

function puback({ pubackP50Ms, pubackP99Ms }: Snapshot): string {
  if (pubackP50Ms === null || pubackP99Ms === null) return 'PUBACK none yet';
  return `PUBACK p50 ${pubackP50Ms.toFixed(1)} ms, p99 ${pubackP99Ms.toFixed(1)} ms`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function rate(perSecond: number): string {
  return perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });
}

/** Seconds as people say them: `42 s`, `3 min 5 s`. */
function span(seconds: number): string {
  const whole = Math.floor(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
