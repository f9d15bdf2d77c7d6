import { EVENT_KINDS, type EventMark } from '@banyu/contracts';
import type { StoredEvent } from '@banyu/ingest';

/** Dashboards of both languages draw the same marks. */
const TITLES: Readonly<Record<(typeof EVENT_KINDS)[number], string>> = {
  'calibration-begun': 'Kalibrasi dimulai / Calibration begun',
  'calibration-ended': 'Kalibrasi selesai / Calibration ended',
  'cleaning-begun': 'Pembersihan dimulai / Cleaning begun',
  'cleaning-ended': 'Pembersihan selesai / Cleaning ended',
  'maintenance-begun': 'Perawatan dimulai / Maintenance begun',
  'maintenance-ended': 'Perawatan selesai / Maintenance ended',
  'power-lost': 'Listrik padam / Power lost',
  'power-restored': 'Listrik menyala / Power restored',
  reboot: 'Perangkat mulai ulang / Device rebooted',
  tamper: 'Perangkat diutak-atik / Device tampered with',
};

/** What a chart shows of an event; undefined for what did not happen at the device: its replies to commands. */
export function eventMark({ plant, device, kind, t, parameter, note }: StoredEvent): EventMark | undefined {
  const known = EVENT_KINDS.find((each) => each === kind);
  if (known === undefined || t === null) return undefined;
  return {
    plant,
    device,
    kind,
    t,
    title: TITLES[known],
    text: [device, parameter, note].filter((part) => part !== null).join(' · '),
    tags: [kind, device, ...(parameter === null ? [] : [parameter])],
  };
}
