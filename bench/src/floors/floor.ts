/**
 * Something that a producer cannot leave out, done alone, with nothing of a producer around it. What it costs is a floor:
 * whoever does it for each record pays that, and the rest on top.
 */
export interface Floor {
  readonly title: string
  /** Does it for some records. Resolves, when they are done, with how many. */
  round(): Promise<number>
}
