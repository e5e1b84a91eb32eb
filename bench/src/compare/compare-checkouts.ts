import { nullBrokerProcess } from '../broker/null-broker-process.ts'
import { WARM_UP_SPANS } from '../measure/warm-up-spans.ts'
import { builtCore } from './built-core.ts'
import type { CompareArguments } from './compare-arguments.ts'
import type { SpanFigures } from './measure-span.ts'
import { SpanProcess } from './span-process.ts'

/** What a comparison has shown. */
export interface Comparison {
  /** What was sent to. */
  readonly broker: string
  /** The spans of each checkout, in the order of the checkouts. */
  readonly spans: readonly (readonly SpanFigures[])[]
}

/**
 * Measures all checkouts against one null broker. No process is left when it settles.
 *
 * @throws {Error} the signal's reason when it is aborted; else what names the checkout that cannot be measured
 */
export async function compareCheckouts(
  options: CompareArguments,
  signal: AbortSignal,
): Promise<Comparison> {
  const { scenario, checkouts } = options
  const cores = checkouts.map((checkout) => ({ checkout, path: builtCore(checkout) }))
  const broker = await nullBrokerProcess()
  const processes: SpanProcess[] = []
  try {
    for (const [index, { checkout, path }] of cores.entries()) {
      const topic = `compare-${scenario.id}-${index}`
      await broker.createTopic(topic, scenario.partitions)
      const args = [path, scenario.id, broker.brokers[0] ?? '', topic]
      const process = new SpanProcess(checkout, args, signal)
      processes.push(process)
      await process.ready()
    }
    return { broker: broker.description, spans: await measureInTurn(processes, options) }
  } finally {
    await Promise.all(processes.map((process) => process.stop()))
    await broker.stop()
  }
}

/** Span by span, in one order and then in the other. */
async function measureInTurn(
  processes: readonly SpanProcess[],
  { spans, spanMs }: CompareArguments,
): Promise<readonly (readonly SpanFigures[])[]> {
  const figures: SpanFigures[][] = processes.map(() => [])
  for (let span = -WARM_UP_SPANS; span < spans; span++) {
    const order = [...processes.entries()]
    for (const [index, process] of span % 2 === 0 ? order : order.reverse()) {
      const measured = await process.measure(spanMs)
      if (span >= 0) figures[index]?.push(measured)
    }
  }
  return figures
}
