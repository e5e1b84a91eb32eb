/**
 * Something that a producer cannot leave out, done alone, with nothing of a producer around it. What it costs is a floor:
 * whoever does it for each record pays that, and the rest on top.
 */
export interface Floor {
  readonly title: string
  readonly recordsPerRound: number
  /** Does it for that many records. Resolves when the last of them is done. */
  round(): Promise<void>
}
