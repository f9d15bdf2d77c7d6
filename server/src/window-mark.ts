import type { ServiceKind, WindowMark } from '@banyu/contracts';
import type { DeclaredWindow } from '@banyu/registry';

/** Dashboards of both languages draw the same marks. */
const TITLES: Readonly<Record<ServiceKind, string>> = {
  calibration: 'Kalibrasi / Calibration',
  cleaning: 'Pembersihan / Cleaning',
  maintenance: 'Perawatan / Maintenance',
  shutdown: 'Produksi berhenti / Production stands',
};

const STILL_OPEN = 'belum berakhir / not ended';

/** What a chart shows of the newest version of a window: what it concerns, and the reason that was given last. */
export function windowMark({ id, window, why, endedAt }: DeclaredWindow): WindowMark {
  const { kind, plant, point, device, parameter, from, to } = window;
  const concerned = [point, device, parameter].filter((part) => part !== undefined);
  return {
    plant,
    id,
    from,
    to,
    isCancelled: endedAt !== null,
    title: TITLES[kind],
    text: [...concerned, ...(to === null ? [STILL_OPEN] : []), why].join(' · '),
    tags: [kind, ...concerned],
  };
}
