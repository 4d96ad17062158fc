/** The input of an encoder: a number for each channel and frame, of any sensor. */
export interface ChannelSignal {
  readonly channels: number;
  /** Length of a frame in µs. */
  readonly frameUs: number;
  /** [frames][channels] finite numbers. */
  readonly values: Float64Array;
}

export function frameCount({ channels, values }: ChannelSignal): number {
  return values.length / channels;
}
