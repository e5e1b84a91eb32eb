// The page of the demo. No build step: what is here is what the browser runs. Everything that comes from a record is
// written with `textContent`, never as markup.

const MAX_ROWS = 200
// Turns the colour wheel so that neighbouring partitions look different.
const GOLDEN_ANGLE = 137.5

// The table's headings once more, for narrow screens, where each cell stands beside its own.
const COLUMNS = Array.from(document.querySelectorAll('thead th'), (heading) => heading.textContent)

const byId = (id) => document.getElementById(id)
const form = byId('order-form')
const rows = byId('rows')

listen()
form.addEventListener('submit', (event) => {
  event.preventDefault()
  placeOrder()
})

function listen() {
  const events = new EventSource('events')
  let stream
  events.addEventListener('open', () => showLink('live', 'Live'))
  events.addEventListener('error', () => {
    // The browser reconnects by itself unless the server refused: then it is for us to try again.
    showLink('lost', 'Connection lost, trying again…')
    if (events.readyState !== EventSource.CLOSED) return
    setTimeout(listen, 2_000)
  })
  events.addEventListener('hello', (event) => {
    const greeting = JSON.parse(event.data)
    byId('cluster').textContent = greeting.cluster
    byId('empty').textContent = 'No records yet. Place an order and watch it arrive.'
    // Another stream is another run of the server: its records begin anew.
    if (greeting.stream !== stream) rows.replaceChildren()
    stream = greeting.stream
    showOrHideTable()
  })
  events.addEventListener('message', (event) => addRecord(JSON.parse(event.data)))
}

function showLink(state, text) {
  const link = byId('link-state')
  if (link.dataset.state === state && link.textContent === text) return
  link.dataset.state = state
  link.textContent = text
}

function addRecord(record) {
  const id = `${record.topic}-${record.partition}-${record.offset}`
  if (document.getElementById(id) !== null) return
  const row = document.createElement('tr')
  row.id = id
  row.append(
    cell(record.topic),
    partitionCell(record.partition),
    cell(record.offset, 'number'),
    cell(record.key, 'key'),
    cell(record.value, 'value'),
    cell(serverName(record.servedBy)),
    timeCell(record.timestamp),
  )
  row.childNodes.forEach((element, index) => {
    element.dataset.label = COLUMNS[index]
  })
  rows.prepend(row)
  while (rows.childElementCount > MAX_ROWS) rows.lastElementChild.remove()
  showOrHideTable()
}

function cell(content, className) {
  const element = document.createElement('td')
  if (className !== undefined) element.className = className
  if (content === null) element.classList.add('nothing')
  element.textContent = content === null ? 'null' : String(content)
  return element
}

function partitionCell(partition) {
  const element = document.createElement('td')
  const badge = document.createElement('span')
  badge.className = 'partition'
  badge.style.setProperty('--hue', String((170 + partition * GOLDEN_ANGLE) % 360))
  badge.textContent = String(partition)
  element.append(badge)
  return element
}

function timeCell(timestamp) {
  const element = document.createElement('td')
  const time = document.createElement('time')
  const date = new Date(timestamp)
  if (!Number.isNaN(date.getTime())) {
    time.dateTime = date.toISOString()
    time.textContent = date.toLocaleTimeString()
  }
  element.append(time)
  return element
}

function serverName(servedBy) {
  const names = { express: 'Express', nestjs: 'NestJS' }
  return Object.hasOwn(names, servedBy ?? '') ? names[servedBy] : servedBy
}

function showOrHideTable() {
  const isEmpty = rows.childElementCount === 0
  byId('empty').hidden = !isEmpty
  byId('scroll').hidden = isEmpty
}

async function placeOrder() {
  const button = byId('place')
  button.disabled = true
  try {
    const server = String(new FormData(form).get('server'))
    const startedAt = performance.now()
    const response = await fetch(server, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(enteredOrder()),
    })
    showAnswer(response, await response.json(), performance.now() - startedAt)
  } catch {
    showProblems({})
    showOutcome('refused', 'The server did not answer. Is the demo still running?')
  } finally {
    button.disabled = false
  }
}

function enteredOrder() {
  const quantity = byId('quantity').value
  return {
    customer: byId('customer').value,
    item: byId('item').value,
    quantity: quantity === '' ? undefined : Number(quantity),
  }
}

function showAnswer(response, answer, durationMs) {
  showProblems(answer.fields ?? {})
  if (response.status !== 201) {
    showOutcome('refused', `${answer.error ?? 'The order was not taken'} (HTTP ${response.status})`)
    return
  }
  const { topic, partition, offset } = answer
  const place = `${topic}, partition ${partition}, offset ${offset}`
  showOutcome('stored', `Stored in ${place}, answered in ${durationMs.toFixed(0)} ms`)
}

function showProblems(fields) {
  for (const name of ['customer', 'item', 'quantity']) {
    const problem = byId(`${name}-problem`)
    const text = Object.hasOwn(fields, name) ? fields[name] : undefined
    problem.textContent = text === undefined ? '' : `This ${text}`
    problem.hidden = text === undefined
    byId(name).setAttribute('aria-invalid', String(text !== undefined))
  }
  form.querySelector('[aria-invalid="true"]')?.focus()
}

function showOutcome(kind, text) {
  const outcome = byId('outcome')
  outcome.dataset.kind = kind
  outcome.textContent = text
  outcome.hidden = false
}
