import {
  DeviceStatus,
  REPAIR_BOOT,
  type Reject,
  type TelemetryMessage,
  UPLINK_CHANNELS,
  type UplinkChannel,
} from '@banyu/contracts';
import type { Batch } from './batch.ts';
import { PayloadDecoder } from './decode.ts';
import { heardAt, statusIs } from './device-news.ts';
import type { SeriesBook } from './device-series.ts';
import { COMMAND_REPLY, readEvent } from './events.ts';
import type { Entry } from './journal/entry.ts';
import type { DeviceDirectory, IngestLog } from './ports.ts';
import { cutText, REJECT_PAYLOAD_BYTES } from './rejects.ts';
import type { SequenceMemory } from './sequence.ts';
import { judgeSignature } from './signature.ts';
import { type RejectSink, type Sender, validateMessage, validateSamples } from './validate.ts';
import { wordIssues } from './word-issues.ts';

/** What messages are judged with. */
export interface Judging {
  readonly directory: DeviceDirectory;
  /** Of the columns being filled. */
  readonly series: SeriesBook;
  readonly sequence: SequenceMemory;
  readonly log: IngestLog;
}

/** One message within its entry. */
interface Message {
  readonly plant: string;
  readonly device: string;
  readonly channel: UplinkChannel;
  readonly receivedAt: number;
  readonly begin: number;
  readonly end: number;
}

/** Decodes and validates the messages of an entry, in order, into a batch: readings, rejects, events, statuses. */
export function judgeEntry(entry: Entry, batch: Batch, judging: Judging): void {
  const decoder = new PayloadDecoder(entry.payload);
  const series = entry.devices.map((device, i) => {
    const record = judging.directory.find(device);
    return record !== undefined && record.plant === entry.plants[i] ? judging.series.of(record) : undefined;
  });
  const rejectOne: RejectSink = (reject) => batch.rejects.add(reject);

  let begin = 0;
  for (let i = 0; i < entry.messages; i += 1) {
    const from = entry.sender[i] as number;
    const receivedAt = entry.receivedAt[i] as number;
    const end = begin + (entry.lengths[i] as number);
    const message: Message = {
      plant: entry.plants[from] as string,
      device: entry.devices[from] as string,
      channel: UPLINK_CHANNELS[entry.channel[i] as number] ?? 'telemetry',
      receivedAt,
      begin,
      end,
    };
    batch.rejects.beginMessage();
    const known = series[from];
    const rows = batch.columns.length;
    try {
      if (known === undefined) {
        rejectMessage(message, 'unknown-device', whyUnknown(message, judging.directory), decoder, batch);
      } else {
        judgeMessage(message, { series: known, receivedAt }, decoder, batch, judging, rejectOne);
      }
    } catch (error) {
      // A fault of ours must not stop all messages behind this one.
      judging.log.error(
        { err: error, plant: message.plant, device: message.device },
        'a message could not be judged',
      );
      batch.columns.length = rows;
      rejectMessage(message, 'not-the-contract', `it could not be judged: ${String(error)}`, decoder, batch);
    }
    begin = end;
  }
  batch.messages += entry.messages;
  batch.payloadBytes += entry.payload.length;
  batch.through = entry.id;
  batch.receivedThrough = Math.max(batch.receivedThrough, entry.receivedAt.at(-1) ?? 0);
}

function judgeMessage(
  message: Message,
  sender: Sender,
  decoder: PayloadDecoder,
  batch: Batch,
  judging: Judging,
  rejectOne: RejectSink,
): void {
  const { plant, device, channel, receivedAt } = message;
  const news = batch.devices.of(plant, device);
  news.messages += 1;
  const heardBefore = news.lastMessageAt;
  if (channel !== 'status') heardAt(news, receivedAt);

  if (channel === 'command/reply') {
    const payload = cutText(decoder.show(message.begin, message.end), REJECT_PAYLOAD_BYTES);
    const nothing = { t: null, parameter: null, note: null };
    batch.events.push({ receivedAt, plant, device, kind: COMMAND_REPLY, ...nothing, payload });
    return;
  }
  const decoded = decoder.decode(message.begin, message.end);
  if (!decoded.ok) {
    rejectMessage(message, decoded.reason, decoded.detail, decoder, batch);
    return;
  }
  switch (channel) {
    case 'telemetry': {
      const verdict = validateMessage(decoded.value);
      if (!verdict.ok) {
        rejectMessage(message, verdict.reason, verdict.detail, decoder, batch);
        return;
      }
      const { boot, seq, samples } = verdict.message;
      if (sender.series.record.signing !== undefined) {
        const detail = whyNotSigned(message, verdict.message, sender, decoder, batch, judging.directory);
        if (detail !== undefined) {
          rejectMessage(message, 'signature', detail, decoder, batch);
          return;
        }
      }
      // A person spoke for it, not the device.
      if (boot === REPAIR_BOOT) news.lastMessageAt = heardBefore;
      if (judging.sequence.isRepeated(device, boot, seq)) {
        // Its readings go on all the same: a device that uses a number twice by mistake loses nothing.
        batch.repeated += 1;
        news.repeated += 1;
      }
      validateSamples(samples, sender, batch.columns, rejectOne);
      return;
    }
    case 'event': {
      const outcome = readEvent(decoded.value, message);
      if (outcome.ok) batch.events.push(outcome.event);
      else rejectMessage(message, outcome.reason, outcome.detail, decoder, batch);
      return;
    }
    case 'status': {
      const { success, data, error } = DeviceStatus.safeParse(decoded.value);
      if (success) statusIs(news, data, receivedAt);
      else rejectMessage(message, 'not-the-contract', wordIssues(error.issues, 'status'), decoder, batch);
      return;
    }
  }
}

/** Why the message's signature does not do; undefined when it does, and then it is kept. */
function whyNotSigned(
  { plant, device, receivedAt, begin, end }: Message,
  { boot, seq, samples, sig }: TelemetryMessage,
  { series }: Sender,
  decoder: PayloadDecoder,
  batch: Batch,
  directory: DeviceDirectory,
): string | undefined {
  const { record } = series;
  if (record.signing === undefined) return undefined;
  const payload = decoder.bytes(begin, end);
  const message = { payload, receivedAt, hasSig: sig !== undefined };
  const verdict = judgeSignature(record, record.signing, message);
  switch (verdict.status) {
    case 'signed': {
      const [first, last] = spanOf(samples, receivedAt);
      // The entry's bytes are not ours to keep.
      const [signed, signature] = [verdict.signed.slice(), verdict.signature];
      batch.signed.push({ plant, device, receivedAt, first, last, key: verdict.key, signed, signature });
      return undefined;
    }
    case 'unsigned':
      return undefined;
    case 'refused':
      // What a person made of a reject speaks for itself: the registry has it, signed for.
      if (boot === REPAIR_BOOT && directory.isRepair?.(device, seq, samples) === true) return undefined;
      return verdict.detail;
  }
}

/** The first and last time of measurement; of none that can be read, when it was received. */
function spanOf(samples: readonly unknown[], receivedAt: number): readonly [number, number] {
  const times = samples.flatMap((sample) => {
    const t = typeof sample === 'object' && sample !== null && 't' in sample ? sample.t : undefined;
    return Number.isSafeInteger(t) ? [t as number] : [];
  });
  return times.length === 0 ? [receivedAt, receivedAt] : [Math.min(...times), Math.max(...times)];
}

function rejectMessage(
  { plant, device, receivedAt, begin, end }: Message,
  reason: Reject['reason'],
  detail: string,
  decoder: PayloadDecoder,
  batch: Batch,
): void {
  const payload = decoder.show(begin, Math.min(end, begin + REJECT_PAYLOAD_BYTES));
  batch.rejects.add({
    ...{ receivedAt, plant, device, scope: 'message', reason, detail },
    ...{ parameter: null, t: null, payload },
  });
}

function whyUnknown({ plant, device }: Message, directory: DeviceDirectory): string {
  const record = directory.find(device);
  return record === undefined
    ? `no device "${device}" is registered`
    : `device "${device}" belongs to plant "${record.plant}", not to "${plant}"`;
}
