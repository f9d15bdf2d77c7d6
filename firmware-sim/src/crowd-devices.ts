import type { KeyObject } from 'node:crypto';
import { InvalidInputError } from '@banyu/contracts';
import type { Plant } from '@banyu/simulator';
import { probesOf, STATIONS } from './demo-stations.ts';
import type { FleetDevice } from './fleet.ts';
import { Immersion } from './sensor/immersion.ts';

/** One of many devices at a plant. */
export interface CrowdMember {
  readonly device: string;
  readonly secret: string;
  /** Its private Ed25519 key: with it, it signs its telemetry. Default: it does not. */
  readonly signingKey?: KeyObject;
  /** It measures there what the demo's device measures there. */
  readonly point: string;
  readonly phaseMs?: number;
}

export interface CrowdOptions {
  /** The plant's id. */
  readonly plant: string;
  /** What the sensors look at; it is moved on as they do. */
  readonly simulated: Plant;
  readonly members: readonly CrowdMember[];
  readonly intervalMs: number;
  /** Whole number: the sensors' noise. */
  readonly seed: number;
}

/** The points at which a crowd can measure, in the order the water flows, and what to call a device there. */
export const CROWD_POINTS: readonly {
  readonly point: string;
  readonly device: string;
  readonly name: string;
}[] = STATIONS.map(({ point, device, name }) => ({ point, device, name }));

/**
 * Any number of devices of one simulated plant, each with probes of its own, for load. Throws InvalidInputError for a
 * point where nothing is simulated.
 */
export function crowdDevices(options: CrowdOptions): readonly FleetDevice[] {
  const { plant, simulated, members, intervalMs, seed } = options;
  const immersion = new Immersion(simulated);
  return members.map(({ device, secret, signingKey, point, phaseMs = 0 }, index) => {
    const there = STATIONS.find((station) => station.point === point);
    if (there === undefined) {
      throw new InvalidInputError(
        `Device "${device}" stands at "${point}", expected one of ${STATIONS.map((s) => s.point).join(', ')}`,
        { field: 'point' },
      );
    }
    const { parameters } = there;
    const { sensor, station } = immersion.dip({
      point: there.point,
      probes: probesOf(there),
      faults: [],
      seed: seed * members.length + index,
    });
    return {
      plant,
      device,
      secret,
      ...(signingKey !== undefined && { signingKey }),
      parameters,
      intervalMs,
      phaseMs,
      sensor,
      service: (work) => station.add(work),
    };
  });
}
