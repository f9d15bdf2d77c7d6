import type { Alarms } from './alarms.ts';
import type { DeviceFault, DeviceFaultOf } from './device-fault.ts';

/** What befalls a device at the instants of its faults. */
export interface Fates {
  losePower(): void;
  restorePower(loss: DeviceFaultOf<'power-loss'>): void;
  hang(): void;
  setLowBattery(low: boolean): void;
}

/** Has faults befall a device when their time comes; one that began before now has begun, where that lasts. */
export function scheduleFaults(
  faults: readonly DeviceFault[],
  now: number,
  alarms: Alarms,
  fates: Fates,
): void {
  for (const fault of faults) {
    switch (fault.fault) {
      case 'power-loss':
        if (fault.from >= now) alarms.at(fault.from, () => fates.losePower());
        if (fault.to > now) alarms.at(fault.to, () => fates.restorePower(fault));
        break;
      case 'hang':
        if (fault.from >= now) alarms.at(fault.from, () => fates.hang());
        break;
      case 'low-battery':
        if (fault.to === undefined || fault.to > now) alarms.at(fault.from, () => fates.setLowBattery(true));
        if (fault.to !== undefined && fault.to > now) alarms.at(fault.to, () => fates.setLowBattery(false));
        break;
      case 'clock-drift':
      case 'clock-jump':
      case 'no-time-server':
      case 'wrong-time-server':
        // Asked when the clock is read.
        break;
    }
  }
}
