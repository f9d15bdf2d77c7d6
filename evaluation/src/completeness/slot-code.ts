import { SLOT_CAUSES, SLOT_STATUSES, type SlotCause, type SlotStatus } from '@banyu/contracts';

/** A slot's status and cause in one byte: the status in the upper half, the cause in the lower. */
export function slotCode(status: SlotStatus, cause: SlotCause = 'none'): number {
  return (SLOT_STATUSES.indexOf(status) << 4) | SLOT_CAUSES.indexOf(cause);
}

/** More than any code. */
export const SLOT_CODES = SLOT_STATUSES.length << 4;

export function statusOf(code: number): SlotStatus {
  return SLOT_STATUSES[code >> 4] ?? 'pending';
}

export function causeOf(code: number): SlotCause {
  return SLOT_CAUSES[code & 15] ?? 'none';
}
