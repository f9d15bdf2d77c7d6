import { type Disturbance, extent, type IllegalDumping } from '../disturbance.ts';
import { type Analysis, DYE_HOUSE, waterOf } from './analysis.ts';
import { pour, WATER_SIZE, type Water } from './water.ts';

/** What somebody empties where nobody looks, but for what the disturbance names. An assumption. */
const DUMPED: Omit<Analysis, 'cod' | 'bod' | 'tss' | 'colour' | 'chromium' | 'ph'> = {
  temperature: 32,
  nh3n: 10,
  organicNitrogen: 15,
  no3n: 1,
  totalPhosphorus: 3,
  inorganicCarbon: 6,
  dissolvedOxygen: 0.3,
  conductivity: 5_000,
  sulfide: 2,
  phenol: 0.8,
  oilAndGrease: 30,
};
const DUMPED_BOD_PER_COD = 0.3;
const DUMPED_TSS_PER_COD = 0.15;

/** What all disturbances together do to the plant at an instant. */
export class Effects {
  /** Shares of capacity that are there. */
  pump = 1;
  blowers = 1;
  /** Is there mains power? */
  power = true;
  rainMmPerHour = 0;
  /** In the influent, g/m³. */
  toxin = 0;
  /** 0 to 1. */
  bulking = 0;
  flowFactor = 1;
  strengthFactor = 1;
  dumpedM3PerHour = 0;
  /** What is dumped, per hour. */
  readonly dumped: Water = new Float64Array(WATER_SIZE);
  readonly #disturbances: readonly Disturbance[];
  readonly #waters = new Map<Disturbance, Water>();

  constructor(disturbances: readonly Disturbance[]) {
    this.#disturbances = disturbances;
    for (const disturbance of disturbances) {
      if (disturbance.kind === 'illegal-dumping') this.#waters.set(disturbance, dumpedWater(disturbance));
    }
  }

  turnTo(tMs: number): void {
    if (this.#disturbances.length === 0) return;
    this.pump = 1;
    this.blowers = 1;
    this.power = true;
    this.rainMmPerHour = 0;
    this.toxin = 0;
    this.bulking = 0;
    this.flowFactor = 1;
    this.strengthFactor = 1;
    this.dumpedM3PerHour = 0;
    this.dumped.fill(0);
    for (const disturbance of this.#disturbances) {
      const share = extent(disturbance, tMs);
      if (share > 0) this.#add(disturbance, share);
    }
  }

  #add(disturbance: Disturbance, share: number): void {
    switch (disturbance.kind) {
      case 'toxic-shock':
        this.toxin += disturbance.toxin;
        break;
      case 'bulking':
        this.bulking = 1 - (1 - this.bulking) * (1 - share * disturbance.severity);
        break;
      case 'blower-failure':
        this.blowers *= disturbance.remaining ?? 0;
        break;
      case 'pump-trip':
        this.pump *= disturbance.remaining ?? 0;
        break;
      case 'storm':
        this.rainMmPerHour += disturbance.rainMmPerHour;
        break;
      case 'illegal-dumping':
        this.#dump(disturbance);
        break;
      case 'power-cut':
        this.power = false;
        break;
      case 'overload':
        this.flowFactor *= 1 + share * ((disturbance.flowFactor ?? 1) - 1);
        this.strengthFactor *= 1 + share * ((disturbance.strengthFactor ?? 1) - 1);
        break;
    }
  }

  #dump(disturbance: IllegalDumping): void {
    const water = this.#waters.get(disturbance);
    if (water === undefined) return;
    this.dumpedM3PerHour += disturbance.flowM3PerHour;
    pour(this.dumped, water, disturbance.flowM3PerHour);
  }
}

function dumpedWater({ cod, colour, chromium, ph }: IllegalDumping): Water {
  return waterOf(
    { ...DUMPED, cod, bod: DUMPED_BOD_PER_COD * cod, tss: DUMPED_TSS_PER_COD * cod, colour, chromium, ph },
    DYE_HOUSE,
  );
}
