import { isAccepting } from '../journal-level.ts';
import { messageOf } from '../message-of.ts';
import type { HttpPorts, JournalFigures, PipelineFigures, SourceFigures } from './ports.ts';

export interface ReadinessCheck {
  readonly name: 'journal' | 'ingest' | 'broker' | 'source' | 'store';
  readonly ok: boolean;
  readonly detail: string;
}

/** How long a part may take to say how it is. */
const TIMEOUT_MS = 2_000;

/** Whether readings can be taken, kept and served. Never throws: what cannot be asked is not ready. */
export async function checkReadiness(ports: HttpPorts): Promise<readonly ReadinessCheck[]> {
  const [parts, store] = await Promise.all([checkParts(ports), checkStore(ports)]);
  return [...parts, store];
}

async function checkParts(ports: HttpPorts): Promise<readonly ReadinessCheck[]> {
  try {
    const { broker, source, journal, pipeline } = await inTime(ports.statistics());
    const checks = [checkJournal(journal), checkPipeline(pipeline)];
    if (broker !== undefined) {
      const { listeners } = broker;
      checks.push({ name: 'broker', ok: listeners > 0, detail: `${listeners} listeners open` });
    }
    if (source !== undefined) checks.push(checkSource(source, broker !== undefined));
    return checks;
  } catch (error) {
    return [{ name: 'ingest', ok: false, detail: `its state cannot be read: ${messageOf(error)}` }];
  }
}

async function checkStore(ports: HttpPorts): Promise<ReadinessCheck> {
  try {
    await inTime(ports.store.ping());
    return { name: 'store', ok: true, detail: 'reachable' };
  } catch (error) {
    return { name: 'store', ok: false, detail: messageOf(error) };
  }
}

function checkJournal({ level, problem, bytes, maxBytes, messages }: JournalFigures): ReadinessCheck {
  const percent = Math.round((bytes / maxBytes) * 100);
  const state = `${percent} % of its room is in use, ${messages} messages are not stored yet`;
  if (isAccepting(level))
    return { name: 'journal', ok: true, detail: level === 'near' ? `nearly full: ${state}` : state };
  return { name: 'journal', ok: false, detail: `takes no messages, ${level}: ${problem ?? state}` };
}

/** An external broker keeps messages while it is away from us; where there is no other, nothing can come meanwhile. */
function checkSource({ subscribed, problem }: SourceFigures, hasBroker: boolean): ReadinessCheck {
  const detail = subscribed ? 'subscribed' : `not subscribed: ${problem ?? 'not connected yet'}`;
  return { name: 'source', ok: subscribed || hasBroker, detail };
}

/** What ingest puts up with is told, and does not make the server unready: it costs disk, not data. */
function checkPipeline({ halted = false, problems }: PipelineFigures): ReadinessCheck {
  return { name: 'ingest', ok: !halted, detail: problems.length === 0 ? 'running' : problems.join('; ') };
}

async function inTime<T>(answer: T | Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
