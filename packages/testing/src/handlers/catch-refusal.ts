import { BrokerRefusal } from '../cluster/broker-refusal.ts'

/**
 * One entry of a response: what `attempt` gives, or what `refused` makes of the refusal that it throws. Other errors are
 * mistakes of ours and pass.
 */
export function catchRefusal<Entry>(
  attempt: () => Entry,
  refused: (refusal: BrokerRefusal) => Entry,
): Entry {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof BrokerRefusal) return refused(error)
    throw error
  }
}
