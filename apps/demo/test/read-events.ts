/** One server-sent event, its data read as JSON. */
export interface ReceivedEvent {
  readonly id: string | undefined
  readonly name: string
  readonly data: Record<string, unknown>
}

/** Reads an event stream until `enough` says so, and hangs up. Fails when the stream ends before that. */
export async function readEvents(
  url: string,
  enough: (events: readonly ReceivedEvent[]) => boolean,
  headers: Record<string, string> = {},
): Promise<ReceivedEvent[]> {
  const hangUp = new AbortController()
  const response = await fetch(url, { headers, signal: hangUp.signal })
  if (response.body === null || response.status !== 200) {
    throw new Error(`${url} answered ${response.status}`)
  }
  const events: ReceivedEvent[] = []
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n')
    text = blocks.pop() ?? ''
    events.push(...blocks.flatMap(readBlock))
    if (!enough(events)) continue
    hangUp.abort()
    return events
  }
  throw new Error(`The stream ended after ${events.length} events`)
}

function readBlock(block: string): ReceivedEvent[] {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  const data = fields.get('data')
  if (data === undefined) return []
  return [{ id: fields.get('id'), name: fields.get('event') ?? 'message', data: JSON.parse(data) }]
}
