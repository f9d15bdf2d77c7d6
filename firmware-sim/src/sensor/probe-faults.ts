import type { FaultOf, ProbeFault } from './fault.ts';

/** The faults of one probe by kind, each list in the order of adding. Those of one kind never overlap. */
export class ProbeFaults {
  /** How many of all kinds. */
  count = 0;
  readonly drift: FaultOf<'drift'>[] = [];
  readonly fouling: FaultOf<'fouling'>[] = [];
  readonly bias: FaultOf<'bias'>[] = [];
  readonly gain: FaultOf<'gain'>[] = [];
  readonly stuck: FaultOf<'stuck'>[] = [];
  readonly spikes: FaultOf<'spikes'>[] = [];
  readonly dropout: FaultOf<'dropout'>[] = [];
  readonly saturation: FaultOf<'saturation'>[] = [];
  readonly wrongUnit: FaultOf<'wrong-unit'>[] = [];
  readonly calibration: FaultOf<'calibration'>[] = [];
  readonly cleaning: FaultOf<'cleaning'>[] = [];

  add(fault: ProbeFault): void {
    this.count += 1;
    switch (fault.fault) {
      case 'drift':
        this.drift.push(fault);
        return;
      case 'fouling':
        this.fouling.push(fault);
        return;
      case 'bias':
        this.bias.push(fault);
        return;
      case 'gain':
        this.gain.push(fault);
        return;
      case 'stuck':
        this.stuck.push(fault);
        return;
      case 'spikes':
        this.spikes.push(fault);
        return;
      case 'dropout':
        this.dropout.push(fault);
        return;
      case 'saturation':
        this.saturation.push(fault);
        return;
      case 'wrong-unit':
        this.wrongUnit.push(fault);
        return;
      case 'calibration':
        this.calibration.push(fault);
        return;
      case 'cleaning':
        this.cleaning.push(fault);
        return;
    }
  }
}
