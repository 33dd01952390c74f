/* Reads what is kept on the server: what happened, what is new, and how a look goes on. */

import { ask, call, failure } from './wire.js'

/* The events after a number, page by page, and who answers now. */
export async function history(own, after = 0, get = call) {
  const events = []
  for (;;) {
    const page = await get(own, `events?after=${events.at(-1)?.number || after}`)
    events.push(...page.events)
    if (!page.events.length || events.at(-1).number >= page.last) return { ...page, events }
  }
}

/* What came meanwhile; asked once, as it is asked again soon. */
export const news = (own, after) => history(own, after, ask)

export const elsewhere = ({ identity }) => ask({ identity }).then(({ conversations }) => conversations, () => [])

/* Runs the checks; `on` gets each. A stream that breaks is followed by a plain question. */
export const look = (own, on) => call(own, 'checks', {}, {}, async answer => {
  if (!/event-stream/.test(answer.headers.get('Content-Type'))) {
    const body = await answer.json()
    body.checks.forEach(on)
    return body
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  own.plain = true
  for (let text = '', part; !(part = await reader.read()).done; ) {
    const whole = (text + part.value).replaceAll('\r', '').split('\n\n')
    text = whole.pop()
    for (const one of whole) {
      const [, name, data] = /event: ?(.*)\ndata: ?(.*)/.exec(one) || []
      if (!name) continue
      const body = JSON.parse(data)
      if (name === 'turn') return own.plain = false, body
      if (name === 'error') throw failure(body, { final: true })
      on(body)
    }
  }
  throw failure()
})
