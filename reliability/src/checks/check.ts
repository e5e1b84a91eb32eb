import type { Figure } from '../report/figure.ts'

/** What the command line sets for every check. */
export interface CheckSettings {
  /** How long the main part of a check lasts. */
  readonly seconds: number
  readonly ratePerSecond: number
  /** Tells what goes on; for whoever waits. */
  readonly note: (line: string) => void
}

/** One question about reliability, answered in numbers. */
export interface Check {
  readonly name: string
  readonly title: string
  run(settings: CheckSettings): Promise<readonly Figure[]>
}
