/** What one floor came to. */
export interface FloorFigures {
  readonly title: string
  /** Of each span. */
  readonly cpuUsPerRecord: readonly number[]
  readonly peakRssMib: number
}
