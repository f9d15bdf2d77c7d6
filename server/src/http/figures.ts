import { Counter, Gauge, type Registry } from 'prom-client';
import { isAccepting } from '../journal-level.ts';
import type { LiveFeedStatistics } from './live-feed.ts';
import type { RejectCount, Statistics } from './ports.ts';

export interface FigureSources extends Statistics {
  readonly rejects: readonly RejectCount[];
  readonly live: LiveFeedStatistics;
  /** Rejects that a person made readings of. */
  readonly repairs: number;
  /** Stored readings that a re-run under way has still to judge again. */
  readonly requalified: number;
  /** Changes for past time whose readings the server has still to judge again. */
  readonly requalifyDue: number;
  /** Absent before the first round of seals. */
  readonly sealing: { readonly lagMs: number; readonly rounds: number } | undefined;
}

/** One figure of the house as Prometheus sees it. */
export interface Figure {
  readonly kind: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  /** The label's name, where `read` gives counts by name: closed sets such as reasons and lanes, never ids. */
  readonly label?: string;
  /** Undefined where this installation does not have it. */
  readonly read: (sources: FigureSources) => number | Readonly<Record<string, number>> | undefined;
}

type Read = Figure['read'];
const counter = (name: string, help: string, read: Read, label?: string): Figure => ({
  kind: 'counter',
  name: `banyu_${name}_total`,
  help,
  read,
  ...(label !== undefined && { label }),
});
const gauge = (name: string, help: string, read: Read, label?: string): Figure => ({
  kind: 'gauge',
  name: `banyu_${name}`,
  help,
  read,
  ...(label !== undefined && { label }),
});

/** Everything that is counted elsewhere in the house. */
export const FIGURES: readonly Figure[] = [
  gauge('broker_listeners', 'MQTT listeners open', (s) => s.broker?.listeners),
  gauge('broker_connections', 'MQTT connections open', (s) => s.broker?.connections.open),
  gauge('broker_devices_online', 'Devices logged in', (s) => s.broker?.connections.online),
  gauge(
    'broker_connections_paused',
    'Connections not read at the moment',
    (s) => s.broker?.connections.paused,
  ),
  counter('broker_connections_accepted', 'MQTT connections accepted', (s) => s.broker?.connections.accepted),
  counter(
    'broker_connections_broken',
    'MQTT connections ended by an error',
    (s) => s.broker?.connections.broken,
  ),
  counter('broker_logins_accepted', 'Log-ins accepted', (s) => s.broker?.logins.accepted),
  counter('broker_logins_refused', 'Log-ins refused', (s) => s.broker?.logins.refused, 'reason'),
  gauge('broker_logins_waiting', 'Log-ins being checked', (s) => s.broker?.logins.waiting),
  counter('broker_refused', 'Connections and requests refused otherwise', (s) => s.broker?.refused, 'reason'),
  counter('broker_received_packets', 'MQTT packets received', (s) => s.broker?.received.packets),
  counter('broker_received_bytes', 'Bytes received over MQTT', (s) => s.broker?.received.bytes),
  counter('broker_sent_packets', 'MQTT packets sent', (s) => s.broker?.sent.packets),
  counter('broker_sent_bytes', 'Bytes sent over MQTT', (s) => s.broker?.sent.bytes),
  counter(
    'broker_dropped_publishes',
    'Messages not sent to clients that do not read',
    (s) => s.broker?.sent.dropped,
  ),
  gauge('broker_observers', 'Observers logged in', (s) => s.broker?.connections.observers),
  counter('broker_commands_sent', 'Commands sent to devices', (s) => s.broker?.commands.sent),
  gauge(
    'source_subscribed',
    '1 while the external broker sends',
    (s) => s.source && Number(s.source.subscribed),
  ),
  counter('source_received', 'Messages from the external broker', (s) => s.source?.received),
  counter(
    'source_acknowledged',
    'Messages acknowledged to the external broker',
    (s) => s.source?.acknowledged,
  ),
  counter('source_refused', 'Messages the external broker has to send again', (s) => s.source?.refused),
  counter('source_strays', 'Messages on topics nobody asked for', (s) => s.source?.strays),
  counter('broker_deliveries', 'Messages handed over to the journal', (s) => s.broker?.deliveries.handedOver),
  counter(
    'broker_deliveries_acknowledged',
    'Messages acknowledged, each of them on disk',
    (s) => s.broker?.deliveries.acknowledged,
  ),
  counter('broker_deliveries_failed', 'Messages that could not be kept', (s) => s.broker?.deliveries.failed),
  counter('broker_deliveries_timed_out', 'Messages not kept in time', (s) => s.broker?.deliveries.timedOut),
  gauge('broker_pending_messages', 'Messages not on disk yet', (s) => s.broker?.deliveries.pendingMessages),
  gauge(
    'broker_pending_bytes',
    'Bytes of messages not on disk yet',
    (s) => s.broker?.deliveries.pendingBytes,
  ),
  counter('broker_faults', 'Errors of the broker library', (s) => s.broker?.faults),

  gauge('journal_accepting', '1 while messages can be kept', (s) => Number(isAccepting(s.journal.level))),
  gauge('journal_bytes', 'Bytes kept and not stored yet', (s) => s.journal.bytes),
  gauge('journal_max_bytes', 'Bytes at which the journal is full', (s) => s.journal.maxBytes),
  gauge('journal_messages', 'Messages kept and not stored yet', (s) => s.journal.messages),
  gauge('journal_free_disk_bytes', 'Bytes free on its disk', (s) => finite(s.journal.freeDiskBytes)),
  gauge('journal_last_commit_seconds', 'Time of the last commit', (s) => seconds(s.journal.lastCommitMs)),
  counter('journal_commits', 'Group commits, one fsync each', (s) => s.journal.commits),
  counter('journal_commits_failed', 'Group commits that failed', (s) => s.journal.failedCommits),
  counter('journal_committed_messages', 'Messages committed', (s) => s.journal.committedMessages),
  counter('journal_refused_messages', 'Messages refused for want of room', (s) => s.journal.refusedMessages),

  counter('ingest_messages', 'Messages taken from the journal', (s) => s.pipeline.messages),
  counter(
    'ingest_repeated_messages',
    'Messages whose number had come before',
    (s) => s.pipeline.repeatedMessages,
  ),
  counter(
    'ingest_signed_messages',
    'Messages with a signature of their device',
    (s) => s.pipeline.signedMessages,
  ),
  counter(
    'ingest_rejects',
    'Messages, samples and values rejected',
    (s) => rejectsByReason(s.rejects),
    'reason',
  ),
  counter('ingest_repairs', 'Rejects that readings were made of', (s) => s.repairs),
  gauge('ingest_waiting_entries', 'Journal entries not stored yet', (s) => s.pipeline.waitingEntries, 'lane'),
  gauge(
    'ingest_problems',
    'Things that are wrong with ingest or the store now',
    (s) => s.pipeline.problems.length,
  ),

  gauge(
    'sealing_lag_seconds',
    'Time since the end of the last sealed hour; up to 1 h 6 min when all is well',
    (s) => seconds(s.sealing?.lagMs),
  ),
  counter('sealing_rounds', 'Rounds of seals made', (s) => s.sealing?.rounds),
  gauge(
    'requalify_waiting_readings',
    'Stored readings that a re-run under way has still to judge again',
    (s) => s.requalified,
  ),
  gauge(
    'requalify_due',
    'Windows and settings declared for past time whose stored readings are still to be judged again',
    (s) => s.requalifyDue,
  ),

  counter('store_readings', 'Readings stored', (s) => s.pipeline.storedReadings),
  counter(
    'store_duplicate_readings',
    'Readings stored before, same value',
    (s) => s.pipeline.duplicateReadings,
  ),
  counter('store_conflicts', 'Readings stored before, another value', (s) => s.pipeline.conflicts),
  counter('store_refused_readings', 'Readings the store refused', (s) => s.pipeline.refusedReadings),
  counter('store_batches', 'Batches written', (s) => s.pipeline.batches),
  counter('store_retries', 'Writes that the store put off', (s) => s.pipeline.retries),

  gauge('live_clients', 'Live streams open', (s) => s.live.clients),
  counter('live_events', 'Live events formatted', (s) => s.live.events),
  counter('live_readings', 'Readings in live events', (s) => s.live.readings),
  counter('live_thinned', 'Times the live feed left readings out', (s) => s.live.thinned),
  counter('live_resumed', 'Clients that went on where they stopped', (s) => s.live.resumed),
  counter('live_resets', 'Clients that had to load afresh', (s) => s.live.resets),
  counter('live_dropped_clients', 'Clients cut off for being slow', (s) => s.live.droppedClients),
  counter('live_refused_clients', 'Clients refused for being too many', (s) => s.live.refusedClients),
];

/** Adds a figure to a registry; the function shows it as it is now. */
export function registerFigure(registry: Registry, figure: Figure): (sources: FigureSources) => void {
  const { kind, name, help, label, read } = figure;
  const metric = new (kind === 'counter' ? Counter : Gauge)({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
  });
  return (sources) => {
    metric.reset();
    const value = read(sources);
    if (typeof value === 'number') metric.inc(value);
    else if (label !== undefined)
      for (const [key, count] of Object.entries(value ?? {})) metric.inc({ [label]: key }, count);
    // Without a label the reset leaves a 0, where there is nothing at all.
    else metric.remove();
  };
}

function rejectsByReason(counts: readonly RejectCount[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { reason, count } of counts) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
