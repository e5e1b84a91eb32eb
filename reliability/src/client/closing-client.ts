import { createProducer } from '@headwater/core'
import { answerParent, wordFromParent } from './parent.ts'

const RECORDS = 5_000

export interface ClosingSettings {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly closeTimeoutMs: number
}

export interface ClosingReport {
  readonly closeMs: number
  readonly unsettled: number
}

/**
 * Closes with records that no broker will take any more, from the word `go`; answers `ready` and a {@link ClosingReport}. Then
 * nothing is done to end the process: that it ends shows that nothing holds it.
 */
export async function runClosingClient(settings: ClosingSettings): Promise<void> {
  const { brokers, topic, closeTimeoutMs } = settings
  const producer = createProducer({ brokers, clientId: 'closing', logger: 'silent' })
  await producer.send({ topic, value: 'v' })
  await answerParent('ready')
  await wordFromParent('go')
  let unsettled = RECORDS
  const settle = (): void => {
    unsettled--
  }
  for (let sent = 0; sent < RECORDS; sent++) {
    producer.send({ topic, value: 'v' }).then(settle, settle)
  }
  const startedAtMs = performance.now()
  await producer.close({ timeoutMs: closeTimeoutMs })
  const report: ClosingReport = { closeMs: performance.now() - startedAtMs, unsettled }
  await answerParent(report)
  process.disconnect()
}
