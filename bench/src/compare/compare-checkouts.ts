import type { BenchBroker } from '../broker/bench-broker.ts'
import type { CompareArguments } from './compare-arguments.ts'
import type { SpanFigures } from './measure-span.ts'
import { SpanProcess } from './span-process.ts'

/** Spans of each that are not counted: its compiler is still at work. */
const WARM_UP_SPANS = 3

/** Measures all checkouts in turn, span by span, in one order and then in the other. @returns the spans of each */
export async function compareCheckouts(
  { scenario, checkouts, spans, spanMs }: CompareArguments,
  broker: BenchBroker,
): Promise<readonly (readonly SpanFigures[])[]> {
  const processes: SpanProcess[] = []
  try {
    for (const [index, checkout] of checkouts.entries()) {
      const topic = `compare-${scenario.id}-${index}`
      await broker.createTopic(topic, scenario.partitions)
      const process = new SpanProcess([checkout, scenario.id, broker.brokers[0] ?? '', topic])
      processes.push(process)
      await process.ready()
    }
    const figures: SpanFigures[][] = checkouts.map(() => [])
    for (let span = -WARM_UP_SPANS; span < spans; span++) {
      const order = [...processes.entries()]
      for (const [index, process] of span % 2 === 0 ? order : order.reverse()) {
        const measured = await process.measure(spanMs)
        if (span >= 0) figures[index]?.push(measured)
      }
    }
    return figures
  } finally {
    await Promise.all(processes.map((process) => process.stop()))
  }
}
