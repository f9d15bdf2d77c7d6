import type { DeviceLog } from '../../src/index.ts';

export const silentLog: DeviceLog = { info: () => {}, warn: () => {}, error: () => {} };
