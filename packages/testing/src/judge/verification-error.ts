import type { Finding } from './finding.ts'

const SHOWN_FINDINGS = 10

/**
 * Thrown by `kafka.verify` and `kafka.stop` when promises were broken. The message tells the first ten, each with its history.
 *
 * @public
 */
export class VerificationError extends Error {
  override readonly name = 'VerificationError'
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    super(describe(findings))
    this.findings = findings
  }
}

function describe(findings: readonly Finding[]): string {
  const shown = findings.slice(0, SHOWN_FINDINGS)
  const count = findings.length === 1 ? '1 promise was' : `${findings.length} promises were`
  const more = findings.length - shown.length
  const lines = shown.flatMap(({ rule, what, history }) => [
    `${rule}: ${what}`,
    ...history.map((line) => `    ${line}`),
  ])
  return [`${count} broken`, ...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
