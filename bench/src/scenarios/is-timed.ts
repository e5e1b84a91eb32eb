import type { Scenario } from './scenario.ts'

/** Whether it sends, and on and on: as long as it is told to. */
export function isTimed({ work }: Scenario): boolean {
  return ['window', 'callbacks', 'awaiting'].includes(work.kind)
}
