/** What comes in: the 13 states and the flow, m³/d. Changed in place between steps. */
export interface Inflow {
  readonly states: Float64Array;
  flow: number;
}

/** What operators set; flows m³/d, not below 0. Changed in place between steps. */
export interface Controls {
  /** From the last tank to the first. */
  internalRecycle: number;
  returnSludge: number;
  /** From the underflow. */
  wasteSludge: number;
  /** Oxygen transfer coefficient of each tank at its temperature, 1/d. */
  readonly kla: Float64Array;
}

/** The plant's flows, m³/d: what is set, within what the water allows. */
export class Flows {
  influent = 0;
  internal = 0;
  returned = 0;
  wasted = 0;
  effluent = 0;
  /** Through each tank. */
  through = 0;
  /** Shares of influent, internal recycle and return sludge in that; all 0 when nothing flows. */
  influentShare = 0;
  internalShare = 0;
  returnedShare = 0;

  /** Returned and wasted sludge cannot be more than feeds the settler, so no more is wasted than comes in. */
  set(inflow: Inflow, controls: Controls): void {
    this.influent = inflow.flow;
    this.internal = controls.internalRecycle;
    this.returned = controls.returnSludge;
    this.wasted = Math.min(controls.wasteSludge, inflow.flow);
    this.effluent = this.influent - this.wasted;
    this.through = this.influent + this.internal + this.returned;
    this.influentShare = this.#share(this.influent);
    this.internalShare = this.#share(this.internal);
    this.returnedShare = this.#share(this.returned);
  }

  #share(flow: number): number {
    return this.through > 0 ? flow / this.through : 0;
  }
}
