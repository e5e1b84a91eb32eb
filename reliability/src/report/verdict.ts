import type { Figure } from './figure.ts'

/** What came of one check. */
export interface CheckResult {
  readonly name: string
  readonly figures: readonly Figure[]
  /** Why it could not measure; null when it did. */
  readonly failure: string | null
}

/** Whether everything was measured and every bar holds. */
export function allHold(results: readonly CheckResult[]): boolean {
  return results.every(
    ({ figures, failure }) => failure === null && figures.every(({ holds }) => holds),
  )
}

/** The last lines of a run: what does not hold, or that everything does. */
export function verdict(results: readonly CheckResult[]): string {
  const bars = results.flatMap(({ figures }) => figures.filter(({ bar }) => bar !== undefined))
  const broken = results.flatMap(({ name, figures }) =>
    figures
      .filter(({ holds }) => !holds)
      .map((figure) => `  ${name}: ${figure.name.trim()} ${figure.value}, ${figure.bar}`),
  )
  const failed = results.flatMap(({ name, failure }) =>
    failure === null ? [] : [`  ${name} could not measure: ${failure}`],
  )
  const names = results.map(({ name }) => name).join(', ')
  if (allHold(results)) return `All bars hold, ${bars.length} of them: ${names}`
  const counts = `${broken.length} of ${bars.length} bars do not hold`
  const unmeasured = `${failed.length} of ${results.length} checks could not measure`
  return [`${counts}, ${unmeasured}`, ...broken, ...failed].join('\n')
}
